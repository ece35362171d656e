import { TextDocument, type TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import type { CodeIndex } from "../../index/code-index.ts";
import type { Overlay } from "../../index/overlay/overlay.ts";
import { pathInside, placeOf } from "./file-place.ts";

/** A document as its client has it, saved or not. */
interface OpenDocument {
  readonly text: TextDocument;
  /** Where it lies on disk with links followed; undefined where it is no file. */
  readonly file: Promise<string | undefined>;
}

/** An index as one client sees it: with what that client has typed laid over it. */
export interface SearchedFolder {
  readonly index: CodeIndex;
  readonly overlay: Overlay;
}

/** What was last put over an index for a document. */
interface Laid {
  readonly document: OpenDocument;
  readonly version: number;
  readonly path: string | undefined;
}

/** The documents that one client has open. Their texts stay in memory. */
export class OpenDocuments {
  private readonly documents: Map<string, OpenDocument> = new Map();
  private readonly overlays: Map<CodeIndex, { overlay: Overlay; laid: Map<string, Laid> }> = new Map();
  private versions = 0;

  open(uri: string, languageId: string, text: string): void {
    const file = placeOf(uri);
    this.documents.set(uri, { text: TextDocument.create(uri, languageId, this.nextVersion(), text), file });
  }

  /** Changes of what is not open are passed over: LSP has no answer to them. */
  change(uri: string, changes: readonly TextDocumentContentChangeEvent[]): void {
    const document = this.documents.get(uri);
    if (document !== undefined) TextDocument.update(document.text, [...changes], this.nextVersion());
  }

  close(uri: string): void {
    this.documents.delete(uri);
  }

  /** The lines of an open document, without their ends; undefined where it is not open. */
  lines(uri: string): string[] | undefined {
    return this.documents
      .get(uri)
      ?.text.getText()
      .split(/\r\n|\n|\r/);
  }

  /** The indexes with what is open now laid over them. */
  async over(indexes: readonly CodeIndex[]): Promise<SearchedFolder[]> {
    for (const index of this.overlays.keys()) if (!indexes.includes(index)) this.overlays.delete(index);
    return Promise.all(indexes.map(async (index) => ({ index, overlay: await this.lay(index) })));
  }

  /** Forgets everything. */
  dispose(): void {
    this.documents.clear();
    for (const { overlay } of this.overlays.values()) overlay.close();
    this.overlays.clear();
  }

  private async lay(index: CodeIndex): Promise<Overlay> {
    const open = await Promise.all(
      [...this.documents].map(async ([uri, document]) => {
        const file = await document.file;
        return { uri, document, path: file && pathInside(index.root, file) };
      }),
    );
    // From here on nothing is waited for: another search may do the same.
    const over = this.overlays.get(index) ?? { overlay: index.overlay(), laid: new Map<string, Laid>() };
    this.overlays.set(index, over);
    const dropped = new Set<string | undefined>();
    for (const [uri, { document, path }] of over.laid) {
      if (this.documents.get(uri) === document) continue;
      over.laid.delete(uri);
      if (path === undefined) continue;
      over.overlay.drop(path);
      dropped.add(path);
    }
    for (const { uri, document, path } of open) {
      const { version } = document.text;
      if (this.documents.get(uri) !== document) continue;
      // One file may be open twice, by its own name and over a link.
      if (over.laid.get(uri)?.version === version && !dropped.has(path)) continue;
      over.laid.set(uri, { document, version, path });
      if (path !== undefined) over.overlay.put(path, document.text.getText());
    }
    return over.overlay;
  }

  /** Of our own: a client may count anew when it opens a document again. */
  private nextVersion(): number {
    this.versions += 1;
    return this.versions;
  }
}
