import {
  type DuplicatesParams,
  type DuplicatesResult,
  duplicatesParams,
  methods,
  type SearchParams,
  type SearchResult,
  type SimilarParams,
  searchParams,
  similarParams,
} from "@isovec/core/protocol";
import type { Dispatcher, RequestLog } from "./dispatcher.ts";
import type { DocumentSync } from "./documents/document-sync.ts";
import { duplicates } from "./duplicates-request.ts";
import { workspaceSymbolParams } from "./lsp-params.ts";
import { search } from "./search-request.ts";
import { similar } from "./similar-request.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

/** What is asked of the indexes that answer, as one client sees them. */
export class Searches {
  constructor(
    private readonly sync: DocumentSync,
    private readonly log: RequestLog,
  ) {}

  /** `search/query` */
  search(params: SearchParams, signal: AbortSignal): Promise<SearchResult> {
    return this.sync.over((folders) =>
      search(folders, params, signal, (error) => this.log.failure(methods.search, error)),
    );
  }

  /** `search/similar` */
  similar(params: SimilarParams, signal: AbortSignal): Promise<SearchResult> {
    const { documents } = this.sync;
    return this.sync.over((folders) => similar(folders, documents, params, signal));
  }

  /** `search/duplicates` */
  duplicates(params: DuplicatesParams, signal: AbortSignal): Promise<DuplicatesResult> {
    return this.sync.over((folders) => duplicates(folders, params, signal));
  }

  answer(on: Dispatcher): void {
    on.handle(methods.search, searchParams, (params, signal) => this.search(params, signal));
    on.handle(methods.similar, similarParams, (params, signal) => this.similar(params, signal));
    on.handle(methods.duplicates, duplicatesParams, (params, signal) => this.duplicates(params, signal));
    on.handle("workspace/symbol", workspaceSymbolParams, ({ query }, signal) =>
      this.sync.over((folders) => workspaceSymbols(folders, query, signal)),
    );
  }
}
