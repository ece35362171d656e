import { methods, protocolVersion } from "@isovec/core/protocol";
import { type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver";
import { languageNames } from "../index/discover/language.ts";
import { chunkKinds } from "../index/query/chunk-kind.ts";

/**
 * What every server announces, wherever it runs.
 * @param further methods that it answers besides
 */
export function sharedCapabilities(further: readonly string[] = []): ServerCapabilities {
  return {
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
    experimental: {
      embeddingServer: {
        version: protocolVersion,
        filters: { lang: languageNames, kind: chunkKinds, path: [], symbol: [] },
        methods: [
          methods.embed,
          methods.tokenize,
          methods.models,
          methods.search,
          methods.similar,
          methods.duplicates,
          methods.indexStatus,
          methods.indexRefresh,
          methods.indexPause,
          methods.indexResume,
          methods.indexClear,
          ...further,
        ],
      },
    },
  };
}
