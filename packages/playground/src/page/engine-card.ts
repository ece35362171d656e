import { type EngineId, engineNames } from "../engine/engine-id.ts";
import type { EngineReport, LoadProgress } from "../engine/load-engine.ts";
import { element, withText } from "./element.ts";
import { counted, scientific } from "./numbers.ts";

const announcement = element("announcement", HTMLElement);

/** Tells what changes by itself to those who do not see it. */
function announce(sentence: string): void {
  announcement.textContent = sentence;
}

/** What an engine is, how near to the reference, how fast, and why it is refused. Choosing it uses it. */
export class EngineCard {
  private readonly card: HTMLDivElement = withText("div", "", "card");
  private readonly choice: HTMLInputElement = document.createElement("input");
  private readonly badge: HTMLSpanElement = withText("span", "waiting", "badge");
  private readonly message: HTMLParagraphElement = withText("p", "Waits for its turn.", "message");
  private readonly bar: HTMLProgressElement = document.createElement("progress");
  private readonly facts: HTMLDListElement = document.createElement("dl");

  constructor(
    private readonly engine: EngineId,
    onChoice: () => void,
  ) {
    const name = engineNames[engine];
    this.card.dataset["engine"] = engine;
    this.card.dataset["state"] = "waiting";
    this.choice.type = "radio";
    this.choice.name = "engine";
    this.choice.disabled = true;
    this.choice.addEventListener("change", onChoice);
    this.bar.setAttribute("aria-label", `Loading ${name}`);
    this.bar.hidden = true;
    const label = document.createElement("label");
    label.append(this.choice, withText("span", name));
    const head = document.createElement("div");
    head.className = "head";
    head.append(label, this.badge);
    this.card.append(head, this.message, this.bar, this.facts);
    element("engines", HTMLElement).append(this.card);
  }

  showProgress({ message, done }: LoadProgress): void {
    this.setState("loading", "loading", `${message} …`);
    this.bar.hidden = false;
    if (done === undefined) this.bar.removeAttribute("value");
    else this.bar.value = done;
  }

  showPassed(report: EngineReport): void {
    const { probes, tokensPerSecond, description, model, dtype, dimensions } = report;
    this.setState("passed", "passed", "");
    this.choice.disabled = false;
    this.card.dataset["largest"] = String(probes.largest);
    const fact = (name: string, value: string, note = "") => {
      const detail = withText("dd", value);
      if (note !== "") detail.append(withText("small", note));
      this.facts.append(withText("dt", name), detail);
    };
    fact("Device", description);
    fact("Model", model, `${dtype}, ${dimensions} dimensions`);
    fact("Parity", scientific(probes.largest), `1 − cosine, at most ${scientific(probes.tolerance)}`);
    fact("Speed", `${counted(tokensPerSecond)} tokens/s`);
    announce(`${engineNames[this.engine]} has passed its probes.`);
  }

  showRefused(sentence: string): void {
    this.setState("refused", "refused", sentence);
    this.choice.disabled = true;
    this.choice.checked = false;
    this.facts.replaceChildren();
    announce(`${engineNames[this.engine]} is refused: ${sentence}`);
  }

  showUsed(used: boolean): void {
    this.choice.checked = used;
    this.badge.textContent = used ? "in use" : (this.card.dataset["state"] ?? "");
  }

  private setState(state: string, badge: string, message: string): void {
    this.card.dataset["state"] = state;
    this.badge.textContent = badge;
    this.message.textContent = message;
    this.bar.hidden = true;
  }
}
