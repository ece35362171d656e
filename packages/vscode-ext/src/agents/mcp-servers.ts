import { Disposable, EventEmitter, workspace } from "vscode";
import type { Program } from "../report-page/run-report.ts";
import { serverEditor } from "./agent-editor.ts";

/** As the manifest declares it. */
const id = "isovec.mcp";

/**
 * Offers `isovec mcp`, one a folder, to the agents of the editor, which start it when they need it. A folder that is not
 * trusted has none.
 *
 * @param programOf as the window's own server is started. @throws ServerNotFound
 */
export function registerMcpServers(programOf: () => Program, version: string): Disposable {
  const editor = serverEditor();
  if (editor === undefined) return Disposable.from();
  const changed = new EventEmitter<void>();
  const provider = editor.lm.registerMcpServerDefinitionProvider(id, {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () => {
      const folders = (workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === "file");
      if (!workspace.isTrusted || folders.length === 0) return [];
      const { command, module, options } = programOf();
      return folders.map(
        ({ name, uri }) =>
          new editor.McpStdioServerDefinition(
            folders.length === 1 ? "Isovec" : `Isovec: ${name}`,
            command,
            [module, "mcp", "--path", uri.fsPath, ...options],
            // The desktop editor's executable is Electron, which this variable turns into Node; plain Node ignores it.
            { ELECTRON_RUN_AS_NODE: "1" },
            version,
          ),
      );
    },
  });
  return Disposable.from(
    provider,
    changed,
    workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("isovec")) changed.fire();
    }),
  );
}
