import { methods, searchParams, similarParams } from "@isovec/core/protocol";
import type { CodeIndex } from "../index/code-index.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { Engines } from "./engines.ts";
import { workspaceSymbolParams } from "./lsp-params.ts";
import { search } from "./search-request.ts";
import { similar } from "./similar-request.ts";
import { workspaceSymbols } from "./workspace-symbols.ts";

/** What is asked of the indexes that answer. */
export function answerSearches(on: Dispatcher, engines: Engines): void {
  const over = async <T>(work: (indexes: readonly CodeIndex[]) => Promise<T>): Promise<T> =>
    (await engines.serving()).use(async ({ workspace }) => work(await workspace.searchable()));

  on.handle(methods.search, searchParams, (params, signal) =>
    over((indexes) => search(indexes, params, signal)),
  );
  on.handle(methods.similar, similarParams, (params, signal) =>
    over((indexes) => similar(indexes, params, signal)),
  );
  on.handle("workspace/symbol", workspaceSymbolParams, ({ query }, signal) =>
    over((indexes) => workspaceSymbols(indexes, query, signal)),
  );
}
