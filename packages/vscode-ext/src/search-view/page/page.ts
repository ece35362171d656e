import { config } from "@vscode/l10n";
import type { FromPage, NoticeAction, ToPage } from "./messages.ts";
import { drawNotice } from "./notice.ts";
import { QuestionField } from "./question-field.ts";
import { ResultsTree } from "./results-tree.ts";

interface Editor {
  postMessage(message: FromPage): void;
  getState(): { readonly question: string } | undefined;
  setState(state: { readonly question: string }): void;
}

declare function acquireVsCodeApi(): Editor;

function part(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The page of the search view has no #${id}.`);
  return found;
}

config({ contents: document.body.dataset["messages"] ?? "{}" });
const editor = acquireVsCodeApi();
const coverage = part("coverage");
const count = part("count");
const notice = part("notice");
const results = part("results");
const progress = part("progress");
const hints = part("hints");
const question = new QuestionField(part("question") as HTMLInputElement, part("completions"), {
  onAsk: (text) => {
    editor.setState({ question: text });
    if (text.trim() === "") showNotice("", []);
    editor.postMessage({ kind: "ask", question: text });
  },
  onComplete: (text, caret, explicit) =>
    editor.postMessage({ kind: "complete", question: text, caret, explicit }),
  onLeave: () => {
    keep();
    tree.enter();
  },
});
const tree = new ResultsTree(results, {
  onOpen: (id, beside, glance) => {
    keep();
    editor.postMessage({ kind: "open", id, beside, glance });
  },
  onLeave: () => question.focus(),
});

function keep(): void {
  const asked = question.text.trim();
  if (asked !== "") editor.postMessage({ kind: "keep", question: asked });
}

function act(name: NoticeAction["name"]): void {
  editor.postMessage({ kind: "act", name });
}

function showNotice(text: string, actions: readonly NoticeAction[]): void {
  results.replaceChildren();
  count.textContent = "";
  drawNotice(notice, text, actions, act);
  hints.hidden = text !== "" || question.text.trim() !== "";
}

for (const button of hints.querySelectorAll("button")) {
  button.addEventListener("click", () => question.insert(button.value));
}

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case "answer":
      drawNotice(notice, data.heading ?? "", [], act);
      hints.hidden = true;
      count.textContent = data.count;
      tree.show(data.files);
      if (data.heading !== undefined) {
        question.text = "";
        editor.setState({ question: "" });
        tree.enter();
      }
      break;
    case "busy":
      progress.hidden = !data.busy;
      results.setAttribute("aria-busy", String(data.busy));
      break;
    case "coverage":
      coverage.textContent = data.text;
      coverage.title = data.text;
      break;
    case "trouble":
      drawNotice(part("trouble"), data.text, data.actions, act);
      break;
    case "notice":
      showNotice(data.text, data.actions);
      break;
    case "completions":
      question.complete(data.question, data.start, data.items);
      break;
    case "question":
      // What is answered already is not asked again under the hands of whoever comes back to it.
      if (question.text !== data.text || results.childElementCount === 0) question.ask(data.text);
      question.select();
      break;
    case "history":
      question.remember(data.questions);
  }
});

question.text = editor.getState()?.question ?? "";
hints.hidden = question.text !== "";
editor.postMessage({ kind: "ready", question: question.text });
