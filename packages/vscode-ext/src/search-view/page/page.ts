import type { FromPage, ToPage } from "./messages.ts";
import { QuestionHistory } from "./question-history.ts";
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

const editor = acquireVsCodeApi();
const field = part("question") as HTMLInputElement;
const coverage = part("coverage");
const notice = part("notice");
const results = part("results");
const progress = part("progress");
const history = new QuestionHistory();
const tree = new ResultsTree(results, {
  onOpen: (id, beside) => {
    keep();
    editor.postMessage({ kind: "open", id, beside });
  },
  onLeave: () => field.focus(),
});

function keep(): void {
  if (field.value.trim() !== "") editor.postMessage({ kind: "keep", question: field.value.trim() });
}

function ask(question: string): void {
  field.value = question;
  editor.setState({ question });
  if (question.trim() === "") showNotice("");
  editor.postMessage({ kind: "ask", question });
}

function showNotice(text: string, action?: { name: "showLog" | "openFolder"; label: string }): void {
  results.replaceChildren();
  notice.textContent = text;
  if (action === undefined) return;
  const button = document.createElement("button");
  button.textContent = action.label;
  button.addEventListener("click", () => editor.postMessage({ kind: "act", name: action.name }));
  notice.append(button);
}

field.addEventListener("input", () => ask(field.value));
field.addEventListener("keydown", (event) => {
  const isHistory = event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown");
  if (isHistory) {
    const question = event.key === "ArrowUp" ? history.earlier(field.value) : history.later();
    if (question !== undefined) ask(question);
  } else if (event.key === "ArrowDown" || (event.key === "Enter" && !event.isComposing)) {
    keep();
    tree.enter();
  } else if (event.key === "Escape" && field.value !== "") {
    ask("");
  } else {
    return;
  }
  event.preventDefault();
});

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case "answer":
      notice.textContent = data.heading ?? "";
      tree.show(data.files);
      if (data.heading !== undefined) {
        field.value = "";
        editor.setState({ question: "" });
        tree.enter();
      }
      break;
    case "busy":
      progress.hidden = !data.busy;
      results.setAttribute("aria-busy", String(data.busy));
      break;
    case "coverage":
      // Said anew on every change by screen readers: only when there is one.
      if (coverage.textContent !== data.text) coverage.textContent = data.text;
      break;
    case "notice":
      showNotice(data.text, data.action);
      break;
    case "question":
      // What is answered already is not asked again under the hands of whoever comes back to it.
      if (field.value !== data.text || results.childElementCount === 0) ask(data.text);
      field.focus();
      field.select();
      break;
    case "history":
      history.replace(data.questions);
  }
});

field.value = editor.getState()?.question ?? "";
editor.postMessage({ kind: "ready", question: field.value });
