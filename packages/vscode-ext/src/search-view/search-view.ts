import { methods, type SearchHit, type SearchResult } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import {
  commands,
  type ExtensionContext,
  env,
  type LogOutputChannel,
  l10n,
  Uri,
  type WebviewView,
  type WebviewViewProvider,
  window,
  workspace,
} from "vscode";
import { freshnessOf } from "../answer-freshness.ts";
import { askServer } from "../ask-server.ts";
import { describeFailure } from "../failure.ts";
import { LiveQuery } from "../live-query.ts";
import { openHit } from "../open-hit.ts";
import { completeQuestion } from "../search-filters/filter-values.ts";
import type { ServerConnection } from "../server-connection.ts";
import { describeCoverage } from "./coverage.ts";
import { describeTrouble, showLog } from "./describe-trouble.ts";
import type { FromPage, NoticeAction, ShownFile, ToPage } from "./page/messages.ts";
import { pageHtml } from "./page-html.ts";
import { QuestionStore } from "./question-store.ts";
import { listOf, type NumberedHit, shownFiles } from "./shown-hits.ts";

const typingPauseMs = 150;
const hitLimit = 50;

/** A hit with why it is listed, where no question was asked. */
export type ListedHit = SearchHit & { readonly reasons?: readonly string[] };

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
  #freshness = "";
  #degraded: string | undefined;
  /** The question whose filter is being completed; that it is refused meanwhile is no news. */
  #completing: string | undefined;
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
      ask: (query, signal) =>
        askServer(connection, methods.search, { query, limit: hitLimit, explain: true }, signal),
      onAnswer: (answer) => this.#show(answer),
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
      nonce: crypto.randomUUID(),
      language: l10n.bundle === undefined ? "en" : env.language,
      messages: l10n.bundle,
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
  async showHits(heading: string, hits: readonly ListedHit[]): Promise<void> {
    this.#live.cancel();
    this.#waiting = undefined;
    this.#question = "";
    this.#listing = { heading, hits };
    await commands.executeCommand(`${SearchView.id}.focus`);
    this.#list();
  }

  async copyList(): Promise<void> {
    if (this.#hits.length === 0) {
      window.setStatusBarMessage(t("Isovec: there are no results to copy."), 5_000);
      return;
    }
    await env.clipboard.writeText(listOf(this.#hits));
    window.setStatusBarMessage(t("Isovec: {0} results copied.", this.#hits.length), 5_000);
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
    if (hits.length === 0) this.#post({ kind: "notice", text: t("{0}: nothing.", heading), actions: [] });
    else this.#post({ kind: "answer", heading, ...this.#shown("") });
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
        case "complete":
          await this.#complete(message.question, message.caret, message.explicit);
          break;
        case "keep":
          await this.#questions.keep(message.question);
          this.#post({ kind: "history", questions: this.#questions.newestFirst });
          break;
        case "open":
          await this.#open(message);
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
      const actions = [{ name: "openFolder", label: t("Open Folder") }] as const;
      this.#post({ kind: "notice", text: t("Isovec searches a folder, and none is open."), actions });
    } else if (!this.#live.change(question)) {
      this.#hits = [];
      this.#degraded = undefined;
      this.#follow();
    }
  }

  async #complete(question: string, caret: number, explicit: boolean): Promise<void> {
    const { start, items } = await completeQuestion(this.connection, question, caret, explicit);
    this.#completing = items.length > 0 ? question : undefined;
    this.#post({ kind: "completions", question, start, items });
  }

  async #open({ id, beside, glance }: FromPage & { readonly kind: "open" }): Promise<void> {
    for (const { id: own, hit, alike = [] } of this.#hits) {
      if (own === id) return openHit(hit, { beside, glance });
      const place = alike.find((other) => other.id === id)?.place;
      if (place !== undefined) return openHit({ ...place, line: place.range.start.line }, { beside, glance });
    }
  }

  async #act(name: NoticeAction["name"]): Promise<void> {
    if (name === "openFolder") await commands.executeCommand("workbench.action.files.openFolder");
    else await commands.executeCommand(`isovec.${name}`);
  }

  #follow(): void {
    const { view } = this.connection;
    if (workspace.workspaceFolders === undefined) return;
    this.#post({ kind: "coverage", text: view.phase === "failed" ? "" : describeCoverage(view) });
    this.#post({ kind: "trouble", ...describeTrouble(view, this.#degraded) });
    // Someone who waits for a young index sees better answers come in.
    const freshness = freshnessOf(view.index);
    if (freshness !== this.#freshness && this.#listing === undefined) this.#live.repeat();
    this.#freshness = freshness;
  }

  #show({ hits, degraded }: SearchResult): void {
    this.#number(hits);
    this.#degraded = degraded;
    this.#follow();
    if (hits.length === 0) this.#post({ kind: "notice", text: this.#nothing(), actions: [] });
    else this.#post({ kind: "answer", ...this.#shown(this.#question) });
  }

  /** Nothing may be found because nothing is there yet. */
  #nothing(): string {
    const state = this.connection.view.index?.state;
    return state === undefined || state === "scanning"
      ? t("Nothing found yet: files are being read.")
      : t("Nothing found.");
  }

  #shown(question: string): { readonly files: readonly ShownFile[]; readonly count: string } {
    const files = shownFiles(this.#hits, question);
    const hits = this.#hits.length;
    const count = files.length === 1 ? t("{0} in 1 file", hits) : t("{0} in {1} files", hits, files.length);
    return { files, count };
  }

  #number(hits: readonly ListedHit[]): void {
    const numbered = ({ uri }: { readonly uri: string }): { readonly id: number; readonly path: string } => {
      this.#lastId += 1;
      return { id: this.#lastId, path: workspace.asRelativePath(Uri.parse(uri, true)) };
    };
    this.#hits = hits.map(({ reasons, ...hit }) => ({
      ...numbered(hit),
      hit,
      alike: (hit.alsoAt ?? []).map((place) => ({ ...numbered(place), place })),
      ...(reasons !== undefined && { reasons }),
    }));
  }

  #fail(error: unknown): void {
    if (this.#completing === this.#question) return;
    this.#hits = [];
    this.log.error(`Search failed: ${describeFailure(error)}`);
    const text = describeFailure(error);
    // What is wrong with the server as a whole is said above already.
    if (describeTrouble(this.connection.view, undefined).text === text)
      this.#post({ kind: "notice", text: "", actions: [] });
    else this.#post({ kind: "notice", text, actions: [showLog()] });
  }

  #post(message: ToPage): void {
    void this.#view?.webview.postMessage(message);
  }
}
