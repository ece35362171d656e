import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, posix } from "node:path";

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/** Not the root: the page may lie anywhere. */
const place = "/deep/in/a/site/";

export interface StaticServer {
  /** Of the folder, with a slash at the end. */
  readonly address: string;
  /** Paths that were asked for, relative to the folder; those outside of it begin with a slash. */
  readonly asked: ReadonlySet<string>;
  /** Serves other bytes than the folder's under these relative paths from now on. */
  replace(files: Readonly<Record<string, Uint8Array>>): void;
  close(): Promise<void>;
}

/** Serves a folder on this machine only, as any static web server would: files under their names, and nothing else. */
export async function serveFolder(folder: string): Promise<StaticServer> {
  const asked = new Set<string>();
  let replaced: Readonly<Record<string, Uint8Array>> = {};
  const server = createServer(async (request, response) => {
    const path = posix.normalize(new URL(request.url ?? "/", "http://localhost").pathname);
    const relative = path.startsWith(place) ? path.slice(place.length) || "index.html" : path;
    asked.add(relative);
    try {
      if (relative.startsWith("/")) throw new Error("It lies outside of the folder.");
      const bytes = replaced[relative] ?? (await readFile(join(folder, relative)));
      response.writeHead(200, { "content-type": types[extname(relative)] ?? "application/octet-stream" });
      response.end(bytes);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}${place}`,
    asked,
    replace: (files) => {
      replaced = files;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
