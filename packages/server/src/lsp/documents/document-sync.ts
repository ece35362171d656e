import type { CodeIndex } from "../../index/code-index.ts";
import type { Dispatcher } from "../dispatcher.ts";
import { didChangeDocumentParams, didCloseDocumentParams, didOpenDocumentParams } from "./document-params.ts";
import { OpenDocuments, type SearchedFolder } from "./open-documents.ts";

/** Milliseconds of silence after a change before what was typed is embedded. A search does not wait for it. */
const changeDelayMs = 300;

/** The folders that answer searches. */
export interface ServingFolders {
  /** Does work that they must outlive. */
  serving(): Promise<{
    use<T>(
      work: (at: {
        readonly workspace: {
          indexes(): Promise<CodeIndex[]>;
          /** @throws IsovecError `IndexUnavailable` where there is none */
          searchable(): Promise<CodeIndex[]>;
        };
      }) => Promise<T>,
    ): Promise<T>;
  }>;
}

/** Follows what a client opens, types and closes, so that its searches see it. */
export class DocumentSync {
  readonly documents: OpenDocuments = new OpenDocuments();
  private timer: NodeJS.Timeout | undefined;
  private preparing = new AbortController();

  constructor(private readonly folders: ServingFolders) {}

  follow(on: Dispatcher): void {
    on.follow("textDocument/didOpen", didOpenDocumentParams, ({ textDocument }) => {
      this.documents.open(textDocument.uri, textDocument.languageId, textDocument.text);
      this.schedule();
    });
    on.follow("textDocument/didChange", didChangeDocumentParams, ({ textDocument, contentChanges }) => {
      this.documents.change(textDocument.uri, contentChanges);
      this.schedule();
    });
    on.follow("textDocument/didClose", didCloseDocumentParams, ({ textDocument }) =>
      this.documents.close(textDocument.uri),
    );
  }

  /** Works on the folders that answer searches, as this client sees them. */
  async over<T>(work: (folders: readonly SearchedFolder[]) => Promise<T>): Promise<T> {
    return (await this.folders.serving()).use(async ({ workspace }) =>
      work(await this.documents.over(await workspace.searchable())),
    );
  }

  stop(): void {
    clearTimeout(this.timer);
    this.preparing.abort();
  }

  private schedule(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.prepare(), changeDelayMs);
  }

  private async prepare(): Promise<void> {
    this.preparing.abort();
    this.preparing = new AbortController();
    const { signal } = this.preparing;
    try {
      const serving = await this.folders.serving();
      await serving.use(async ({ workspace }) => {
        const indexes: readonly CodeIndex[] = await workspace.indexes();
        for (const { overlay } of await this.documents.over(indexes)) await overlay.prepare(signal);
      });
    } catch {
      // It only comes early here: a search does it again, and its answer tells what fails.
    }
  }
}
