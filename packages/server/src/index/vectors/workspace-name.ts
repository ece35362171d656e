import { createHash } from "node:crypto";
import { hostname } from "node:os";
import { gitOrigin } from "../discover/git-files.ts";

/** `host/path` of an address that other machines can reach too, without a name or a token in it. */
function nameOfRemote(remote: string): string | undefined {
  const url = URL.canParse(remote) ? new URL(remote) : undefined;
  const [host, path] = url?.host
    ? [url.hostname, url.pathname]
    : (/^(?:[^@/]+@)?([^:/]{2,}):(?!\/\/)(.+)$/.exec(remote)?.slice(1) ?? []);
  if (host === undefined || path === undefined) return undefined;
  return `${host.toLowerCase()}/${path.replace(/^\/+|\/+$|\.git\/*$/g, "")}`;
}

/**
 * What a folder is called in a shared store: the address of its repository's remote `origin`, so that all clones are
 * one workspace. A folder without one is a workspace of this machine, and its path is not told.
 */
export async function workspaceName(root: string, signal: AbortSignal): Promise<string> {
  const remote = await gitOrigin(root, signal);
  const name = remote === undefined ? undefined : nameOfRemote(remote);
  if (name !== undefined) return name;
  return `${hostname()}:${createHash("sha256").update(root).digest("hex").slice(0, 16)}`;
}
