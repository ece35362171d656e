import { type EngineId, engineNames } from "../engine/engine-id.ts";
import type { PassageIndex } from "../passages/passage-index.ts";
import { type Passage, splitPassages } from "../passages/split-passages.ts";
import { readTextFiles } from "./dropped-files.ts";
import { element } from "./element.ts";
import type { EngineChoice, PassedEngine } from "./engine-choice.ts";
import { counted } from "./numbers.ts";

/** Passages of one call: a transformer takes some seconds for that many, so that progress is seen and a stop is prompt. */
const passagesTogether: Readonly<Record<EngineId, number>> = { webgpu: 8, wasm: 8, static: 512 };

const state = element("texts-state", HTMLElement);
const running = element("texts-running", HTMLElement);
const progress = element("progress", HTMLProgressElement);
const embedButton = element("embed", HTMLButtonElement);
const stopButton = element("stop", HTMLButtonElement);
const clearButton = element("clear", HTMLButtonElement);
const typed = element("typed", HTMLTextAreaElement);
const picker = element("files", HTMLInputElement);

export interface TextSectionEvents {
  /** What can be searched has changed. */
  readonly onEmbedded: () => void;
  /** An engine that had passed has failed. */
  readonly onBroken: (engine: EngineId, sentence: string) => void;
}

/** The typed texts and the dropped files, on their way into the index. */
export class TextSection {
  private busy = false;
  private stopped = false;
  private loading = true;

  constructor(
    private readonly index: PassageIndex,
    private readonly choice: EngineChoice,
    private readonly events: TextSectionEvents,
  ) {
    element("texts", HTMLFormElement).addEventListener("submit", (event) => {
      event.preventDefault();
      this.add(splitPassages("typed text", typed.value, true), []);
    });
    stopButton.addEventListener("click", () => {
      this.stopped = true;
    });
    clearButton.addEventListener("click", () => {
      this.index.keepFirst(0);
      state.textContent = "Nothing is embedded.";
      this.showButtons();
      this.events.onEmbedded();
    });
    picker.addEventListener("change", () => void this.addFiles(picker.files ?? []));
    this.acceptDrops();
    this.showReadiness();
  }

  /** An engine has passed, has failed, or is another one. */
  showReadiness(): void {
    if (!this.busy && this.index.size === 0) {
      if (this.choice.used !== undefined) state.textContent = "Nothing is embedded yet.";
      else
        state.textContent = this.loading ? "Waiting for an engine." : "No engine can be used: see above why.";
    }
    this.showButtons();
  }

  /** No further engine comes. */
  endLoading(): void {
    this.loading = false;
    this.showReadiness();
  }

  /** Embeds whatever the engines in use have no vector of. Texts that are added meanwhile are taken along. */
  async embedMissing(): Promise<void> {
    if (this.busy || this.behind() === undefined) return;
    this.busy = true;
    this.stopped = false;
    this.showButtons();
    const spent = { tokens: 0, seconds: 0 };
    for (let engine = this.behind(); engine !== undefined && !this.stopped; engine = this.behind()) {
      const { engine: id, space } = engine.report;
      const passages = this.index.next(space, passagesTogether[id]);
      this.showProgress(engine);
      try {
        const reply = await engine.embed(
          passages.map(({ text }) => text),
          "document",
        );
        this.index.addVectors(space, reply.vectors, reply.dimensions);
        if (engine === this.choice.used) {
          spent.tokens += reply.tokens;
          spent.seconds += reply.seconds;
        }
      } catch (error) {
        this.events.onBroken(id, (error as Error).message);
      }
      if (this.index.covered(space) === this.index.size) this.events.onEmbedded();
    }
    this.busy = false;
    this.finish(spent);
  }

  private finish({ tokens, seconds }: { readonly tokens: number; readonly seconds: number }): void {
    const { used } = this.choice;
    const kept = used === undefined ? 0 : this.index.covered(used.report.space);
    const wanted = this.index.size;
    this.index.keepFirst(kept);
    if (used === undefined) state.textContent = "No engine is left that could embed.";
    else if (kept < wanted) state.textContent = `Stopped: ${kept} of ${wanted} passages are kept.`;
    else {
      const speed = seconds > 0 ? `, ${counted(tokens)} tokens at ${counted(tokens / seconds)} a second` : "";
      state.textContent = `${kept} passages are embedded by ${engineNames[used.report.engine]}${speed}.`;
    }
    this.showButtons();
    this.events.onEmbedded();
  }

  /** The next engine that lacks vectors. */
  private behind(): PassedEngine | undefined {
    return this.choice.embedders.find(({ report }) => this.index.covered(report.space) < this.index.size);
  }

  private async addFiles(given: Iterable<File>): Promise<void> {
    const { files, refusals } = await readTextFiles(given);
    picker.value = "";
    this.add(
      files.flatMap(({ name, text }) => splitPassages(name, text)),
      refusals,
    );
  }

  private add(passages: readonly Passage[], refusals: readonly string[]): void {
    element("refusals", HTMLElement).textContent = refusals.join(" ");
    if (passages.length === 0) {
      if (refusals.length === 0) state.textContent = "There is no text to embed.";
      return;
    }
    this.index.add(passages);
    state.textContent =
      this.choice.used === undefined ? "It is embedded as soon as an engine is ready." : "Embedding …";
    void this.embedMissing();
  }

  private acceptDrops(): void {
    const drop = element("drop", HTMLElement);
    // Also beside the box: a file dropped there would replace the page.
    for (const name of ["dragover", "drop"] as const) {
      document.addEventListener(name, (event) => event.preventDefault());
    }
    document.addEventListener("dragover", () => drop.classList.add("over"));
    document.addEventListener("dragleave", () => drop.classList.remove("over"));
    document.addEventListener("drop", ({ dataTransfer }) => {
      drop.classList.remove("over");
      void this.addFiles(dataTransfer?.files ?? []);
    });
  }

  private showProgress({ report: { engine, space } }: PassedEngine): void {
    progress.max = this.index.size;
    progress.value = this.index.covered(space);
    running.textContent = `${engineNames[engine]}: ${progress.value} of ${progress.max} passages`;
  }

  private showButtons(): void {
    embedButton.disabled = this.choice.used === undefined;
    clearButton.disabled = this.busy || this.index.size === 0;
    stopButton.hidden = !this.busy;
    clearButton.hidden = this.busy;
    progress.hidden = !this.busy;
    running.hidden = !this.busy;
  }
}
