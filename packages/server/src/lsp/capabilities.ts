import { methods, protocolVersion } from "@isovec/core/protocol";
import { type InitializeParams, type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver";
import { languageNames } from "../index/discover/language.ts";
import { chunkKinds } from "../index/query/chunk-kind.ts";
import { similarKind } from "./code-actions.ts";
import { commands, runsCommands } from "./commands.ts";
import { showsHitsAsTheyCome } from "./workspace-symbols.ts";

/** What the server announces to a client in its answer to `initialize`. */
export function capabilitiesFor(client: InitializeParams): ServerCapabilities {
  return {
    textDocumentSync: {
      openClose: true,
      change: TextDocumentSyncKind.Incremental,
      save: { includeText: false },
    },
    ...(showsHitsAsTheyCome(client) && { workspaceSymbolProvider: true }),
    ...(runsCommands(client) && {
      executeCommandProvider: { commands: Object.values(commands) },
      codeActionProvider: { codeActionKinds: [similarKind] },
    }),
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
          methods.backendList,
          methods.backendSelect,
          methods.backendMeasure,
        ],
      },
    },
  };
}
