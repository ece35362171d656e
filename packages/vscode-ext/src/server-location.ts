import { join } from "node:path";
import { t } from "@vscode/l10n";

export interface ServerLocation {
  /** Absolute path of the server's entry module. */
  readonly module: string;
}

/** Why there is no server to start, with the way out as a second sentence. */
export class ServerNotFound extends Error {
  override readonly name = "ServerNotFound";
}

/**
 * Finds the server: the machine's setting, then the copy inside the extension, then the one beside it in a checkout.
 * The workspace has no say, so that opening a folder never decides which program runs.
 *
 * @param configured value of `isovec.server.path`, "" when unset
 * @param extensionFolder absolute, symbolic links resolved
 * @throws ServerNotFound
 */
export function locateServer(
  configured: string,
  extensionFolder: string,
  exists: (path: string) => boolean,
): ServerLocation {
  if (configured !== "") {
    if (exists(configured)) return { module: configured };
    throw new ServerNotFound(
      t(
        "The setting isovec.server.path names {0}, which does not exist. Correct it, or clear it to use the server beside the extension.",
        configured,
      ),
    );
  }
  const module = [
    join(extensionFolder, "node_modules", "@isovec", "server", "bin", "isovec.mjs"),
    join(extensionFolder, "..", "server", "bin", "isovec.mjs"),
  ].find(exists);
  if (module !== undefined) return { module };
  throw new ServerNotFound(
    t(
      "The Isovec server was not found beside the extension. Install it with `npm install --global @isovec/server` and set isovec.server.path to its bin/isovec.mjs.",
    ),
  );
}

/**
 * @param configured value of `isovec.server.runtime`, "" when unset
 * @param own the editor's executable
 * @throws ServerNotFound
 */
export function locateRuntime(configured: string, own: string, exists: (path: string) => boolean): string {
  if (configured === "" || exists(configured)) return configured || own;
  throw new ServerNotFound(
    t(
      "The setting isovec.server.runtime names {0}, which does not exist. Correct it, or clear it to use the editor's own.",
      configured,
    ),
  );
}
