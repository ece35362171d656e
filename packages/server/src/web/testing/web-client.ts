import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MessageChannel, type MessagePort } from "node:worker_threads";
import {
  type FileReadParams,
  type FolderEntry,
  type FolderListParams,
  folderRequests,
  type PartReadParams,
} from "@isovec/core/protocol";

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Where the packages put what `parts` of the extension holds. */
function partFile(path: string): string {
  const resolved = (name: string): string => fileURLToPath(import.meta.resolve(name));
  if (path === "sqlite3.wasm") return resolved("@sqlite.org/sqlite-wasm/sqlite3.wasm");
  if (path === "web-tree-sitter.wasm") return resolved("web-tree-sitter/web-tree-sitter.wasm");
  const model = resolved("@isovec/model-all-minilm-l6-v2-static/manifest.json");
  if (path.startsWith("model/")) return join(dirname(model), path.slice("model/".length));
  return join(
    dirname(resolved("@cursorless/tree-sitter-wasms/package.json")),
    path.replace("grammars/", "out/"),
  );
}

/** A client that speaks to a server over messages that are cloned, and reads a disk for it. */
export class WebClient {
  /** URIs that the server has asked for, in order. */
  readonly listed: string[] = [];
  readonly read: string[] = [];
  readonly notified: Message[] = [];
  readonly #port: MessagePort;
  readonly #waiting = new Map<number, (message: Message) => void>();
  readonly #listeners = new Set<() => void>();
  #lastId = 0;

  private constructor(port: MessagePort) {
    this.#port = port;
    port.on("message", (message: Message) => this.#take(message));
  }

  /** @param serve starts the server on the other end */
  static async open(serve: (port: MessagePort) => void, folders: readonly string[]): Promise<WebClient> {
    const { port1, port2 } = new MessageChannel();
    serve(port1);
    const client = new WebClient(port2);
    const workspaceFolders = folders.map((uri) => ({ uri, name: "folder" }));
    await client.ask("initialize", { processId: null, rootUri: null, capabilities: {}, workspaceFolders });
    client.tell("initialized", {});
    return client;
  }

  async ask<Result>(method: string, params: unknown): Promise<Result> {
    this.#lastId += 1;
    const id = this.#lastId;
    this.#port.postMessage({ jsonrpc: "2.0", id, method, params });
    const { result, error } = await new Promise<Message>((resolve) => this.#waiting.set(id, resolve));
    if (error !== undefined) throw Object.assign(new Error(error.message), error);
    return result as Result;
  }

  tell(method: string, params: unknown): void {
    this.#port.postMessage({ jsonrpc: "2.0", method, params });
  }

  /** Waits for a notification that is there or comes. @throws what `isIt` throws */
  async told(method: string, isIt: (params: never) => boolean): Promise<void> {
    const isThere = (): boolean =>
      this.notified.some((message) => message.method === method && isIt(message.params as never));
    if (isThere()) return;
    await new Promise<void>((resolve, reject) => {
      const listener = (): void => {
        try {
          if (!isThere()) return;
          resolve();
        } catch (error) {
          reject(error);
        }
        this.#listeners.delete(listener);
      };
      this.#listeners.add(listener);
    });
  }

  async close(): Promise<void> {
    await this.ask("shutdown", undefined);
    this.#port.close();
  }

  #take(message: Message): void {
    const { id, method } = message;
    if (method === undefined) {
      if (id !== undefined) this.#waiting.get(id)?.(message);
      return;
    }
    if (id !== undefined) {
      this.#port.postMessage({ jsonrpc: "2.0", id, ...this.#answer(method, message.params) });
      return;
    }
    this.notified.push(message);
    for (const listener of [...this.#listeners]) listener();
  }

  #answer(method: string, params: unknown): Pick<Message, "result" | "error"> {
    try {
      if (method === folderRequests.list) return { result: this.#list((params as FolderListParams).uri) };
      if (method === folderRequests.part) {
        return { result: new Uint8Array(readFileSync(partFile((params as PartReadParams).path))) };
      }
      const { uri, limit } = params as FileReadParams;
      this.read.push(uri);
      return { result: new Uint8Array(readFileSync(fileURLToPath(uri))).slice(0, limit) };
    } catch (error) {
      return { error: { message: (error as Error).message } };
    }
  }

  #list(uri: string): FolderEntry[] {
    this.listed.push(uri);
    const folder = fileURLToPath(uri);
    return readdirSync(folder).map((name) => {
      const stats = lstatSync(join(folder, name));
      const ofLink = stats.isSymbolicLink() ? "link" : "other";
      const kind = stats.isFile() ? "file" : stats.isDirectory() ? "folder" : ofLink;
      return { name, kind, size: stats.size, modifiedMs: stats.mtimeMs };
    });
  }
}
