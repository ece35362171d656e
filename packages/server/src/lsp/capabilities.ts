import { methods } from "@isovec/core/protocol";
import type { InitializeParams, ServerCapabilities } from "vscode-languageserver";
import { similarKind } from "./code-actions.ts";
import { commands, runsCommands } from "./commands.ts";
import { sharedCapabilities } from "./shared-capabilities.ts";
import { showsHitsAsTheyCome } from "./workspace-symbols.ts";

/** What the server announces to a client in its answer to `initialize`. */
export function capabilitiesFor(client: InitializeParams): ServerCapabilities {
  return {
    ...sharedCapabilities([methods.backendList, methods.backendSelect, methods.backendMeasure]),
    ...(showsHitsAsTheyCome(client) && { workspaceSymbolProvider: true }),
    ...(runsCommands(client) && {
      executeCommandProvider: { commands: Object.values(commands) },
      codeActionProvider: { codeActionKinds: [similarKind] },
    }),
  };
}
