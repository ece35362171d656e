import { methods, protocolVersion } from "@isovec/core/protocol";
import { type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver/node";

/** What the server announces in its answer to `initialize`. */
export const capabilities: ServerCapabilities = {
  textDocumentSync: { openClose: false, change: TextDocumentSyncKind.None, save: { includeText: false } },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
  experimental: {
    embeddingServer: {
      version: protocolVersion,
      methods: [
        methods.embed,
        methods.tokenize,
        methods.models,
        methods.search,
        methods.indexStatus,
        methods.indexRefresh,
        methods.backendList,
        methods.backendSelect,
      ],
    },
  },
};
