import { randomBytes } from "node:crypto";
import { methods, type SearchHit, type SearchResult } from "@isovec/core/protocol";
import {
  commands,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  Uri,
  type WebviewView,
  type WebviewViewProvider,
  window,
  workspace,
} from "vscode";
import { askServer } from "../ask-server.ts";
import { describeFailure } from "../failure.ts";
import { LiveQuery } from "../live-query.ts";
import { openHit } from "../open-hit.ts";
import type { ServerConnection } from "../server-connection.ts";
import { describeCoverage } from "./coverage.ts";
import type { FromPage, NoticeAction, ToPage } from "./page/messages.ts";
import { pageHtml } from "./page-html.ts";
import { QuestionStore } from "./question-store.ts";
import { listOf, type NumberedHit, shownFiles } from "./shown-hits.ts";

const typingPauseMs = 150;
const hitLimit = 50;

/** The view "Search" in the activity bar: a field, a line that says what answers stand on, hits by file. */
export class SearchView implements WebviewViewProvider {
  static readonly id = "isovec.searchView";
  #view: WebviewView | undefined;
  #question = "";
  /** Put into the field as soon as the page is there. */
  #waiting: string | undefined;
  /** Shown instead of an answer until the next question. */
  #listing: { readonly heading: string; readonly hits: readonly SearchHit[] } | undefined;
  #hits: readonly NumberedHit[] = [];
  #lastId = 0;
  #generation: number | undefined;
  readonly #questions: QuestionStore;
  readonly #live: LiveQuery<SearchResult>;

  constructor(
    private readonly context: ExtensionContext,
    private readonly connection: ServerConnection,
    private readonly log: LogOutputChannel,
  ) {
    this.#questions = new QuestionStore(context.workspaceState);
    this.#live = new LiveQuery<SearchResult>({
      delayMs: typingPauseMs,
      ask: (query, signal) => askServer(connection, methods.search, { query, limit: hitLimit }, signal),
      onAnswer: ({ hits }) => this.#show(hits),
      onFailure: (error) => this.#fail(error),
      onBusy: (busy) => this.#post({ kind: "busy", busy }),
    });
    context.subscriptions.push(connection.onDidChange(() => this.#follow()));
  }

  resolveWebviewView(view: WebviewView): void {
    this.#view = view;
    const { extensionUri } = this.context;
    const place = (...path: string[]): Uri => Uri.joinPath(extensionUri, ...path);
    view.webview.options = { enableScripts: true, localResourceRoots: [place("dist"), place("media")] };
    view.webview.onDidReceiveMessage((message: FromPage) => void this.#receive(message));
    view.onDidDispose(() => {
      this.#view = undefined;
      this.#live.cancel();
    });
    view.webview.html = pageHtml({
      source: view.webview.cspSource,
      script: String(view.webview.asWebviewUri(place("dist", "search-view.js"))),
      style: String(view.webview.asWebviewUri(place("media", "search-view.css"))),
      nonce: randomBytes(16).toString("base64"),
    });
  }

  /** Opens the view with a question in its field; "" leaves the field as it is. */
  async open(question: string): Promise<void> {
    this.#waiting = question || this.#question;
    this.#listing = undefined;
    await commands.executeCommand(`${SearchView.id}.focus`);
    this.#ask();
  }

  /** Shows hits that answer no question, under a heading of their own. */
  async showHits(heading: string, hits: readonly SearchHit[]): Promise<void> {
    this.#live.cancel();
    this.#waiting = undefined;
    this.#question = "";
    this.#listing = { heading, hits };
    await commands.executeCommand(`${SearchView.id}.focus`);
    this.#list();
  }

  async copyList(): Promise<void> {
    if (this.#hits.length === 0) {
      window.setStatusBarMessage("Isovec: there are no results to copy.", 5_000);
      return;
    }
    await env.clipboard.writeText(listOf(this.#hits));
    window.setStatusBarMessage(`Isovec: ${this.#hits.length} results copied.`, 5_000);
  }

  /** The page asks what is put into its field. */
  #ask(): void {
    const text = this.#waiting;
    if (text === undefined || this.#view === undefined) return;
    // A page that is still loading takes it when it is ready.
    this.#post({ kind: "question", text });
  }

  #list(): void {
    if (this.#listing === undefined) return;
    const { heading, hits } = this.#listing;
    this.#number(hits);
    if (hits.length === 0) this.#post({ kind: "notice", text: `${heading}: nothing.` });
    else this.#post({ kind: "answer", heading, files: shownFiles(this.#hits, "") });
  }

  async #receive(message: FromPage): Promise<void> {
    try {
      switch (message.kind) {
        case "ready":
          this.#post({ kind: "history", questions: this.#questions.newestFirst });
          this.#follow();
          if (this.#listing !== undefined) this.#list();
          else if (this.#waiting !== undefined) this.#ask();
          else this.#change(message.question);
          break;
        case "ask":
          this.#waiting = undefined;
          this.#listing = undefined;
          this.#change(message.question);
          break;
        case "keep":
          await this.#questions.keep(message.question);
          this.#post({ kind: "history", questions: this.#questions.newestFirst });
          break;
        case "open":
          await this.#open(message.id, message.beside);
          break;
        case "act":
          await this.#act(message.name);
      }
    } catch (error) {
      this.log.error(describeFailure(error));
      void window.showErrorMessage(describeFailure(error));
    }
  }

  #change(question: string): void {
    this.#question = question;
    if (workspace.workspaceFolders === undefined) {
      const action = { name: "openFolder", label: "Open Folder" } as const;
      this.#post({ kind: "notice", text: "Isovec searches a folder, and none is open.", action });
    } else if (!this.#live.change(question)) {
      this.#hits = [];
    }
  }

  async #open(id: number, beside: boolean): Promise<void> {
    const found = this.#hits.find((numbered) => numbered.id === id);
    if (found !== undefined) await openHit(found.hit, beside);
  }

  async #act(name: NoticeAction): Promise<void> {
    if (name === "showLog") this.log.show();
    else await commands.executeCommand("workbench.action.files.openFolder");
  }

  #follow(): void {
    const { view } = this.connection;
    if (workspace.workspaceFolders !== undefined)
      this.#post({ kind: "coverage", text: describeCoverage(view) });
    // Someone who waits for a young index sees better answers come in.
    if (view.index?.state === "idle" && view.index.generation !== this.#generation) this.#live.repeat();
    this.#generation = view.index?.generation;
  }

  #show(hits: readonly SearchHit[]): void {
    this.#number(hits);
    if (hits.length === 0) this.#post({ kind: "notice", text: "Nothing found." });
    else this.#post({ kind: "answer", files: shownFiles(this.#hits, this.#question) });
  }

  #number(hits: readonly SearchHit[]): void {
    this.#hits = hits.map((hit) => {
      this.#lastId += 1;
      return { id: this.#lastId, hit, path: workspace.asRelativePath(Uri.parse(hit.uri, true)) };
    });
  }

  #fail(error: unknown): void {
    this.#hits = [];
    this.log.error(`Search failed: ${describeFailure(error)}`);
    const action = { name: "showLog", label: "Show Log" } as const;
    this.#post({ kind: "notice", text: describeFailure(error), action });
  }

  #post(message: ToPage): void {
    void this.#view?.webview.postMessage(message);
  }
}
