import { methods, searchParams, similarParams } from "@isovec/core/protocol";
import type { Dispatcher } from "./dispatcher.ts";
import type { DocumentSync } from "./documents/document-sync.ts";
import { workspaceSymbolParams } from "./lsp-params.ts";
import { search } from "./search-request.ts";
import { similar } from "./similar-request.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

/** What is asked of the indexes that answer. */
export function answerSearches(on: Dispatcher, sync: DocumentSync): void {
  on.handle(methods.search, searchParams, (params, signal) =>
    sync.over((folders) => search(folders, params, signal)),
  );
  on.handle(methods.similar, similarParams, (params, signal) =>
    sync.over((folders) => similar(folders, sync.documents, params, signal)),
  );
  on.handle("workspace/symbol", workspaceSymbolParams, ({ query }, signal) =>
    sync.over((folders) => workspaceSymbols(folders, query, signal)),
  );
}
