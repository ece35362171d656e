import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { type IndexStatus, methods } from "@isovec/core/protocol";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { startIsovec } from "../run-isovec.ts";

interface Recorded {
  readonly method: string;
  readonly params: unknown;
}

/** An editor as the server sees it: a client over standard input and output that records what it is told. */
export class LanguageClient {
  readonly notifications: Recorded[] = [];
  readonly connection: MessageConnection;
  private readonly child: ChildProcess;
  private readonly waiting: Set<() => void> = new Set();

  private constructor(parameters: readonly string[]) {
    this.child = startIsovec(["serve", "--stdio", ...parameters]);
    const { stdin, stdout } = this.child;
    if (stdin === null || stdout === null) throw new Error("the server has no streams");
    this.connection = createMessageConnection(
      new StreamMessageReader(stdout),
      new StreamMessageWriter(stdin),
    );
    this.connection.onNotification((method, params) => this.record({ method, params }));
    this.connection.onUnhandledProgress((params) => this.record({ method: "$/progress", params }));
    this.connection.onRequest((method, params) => {
      this.record({ method, params });
      return null;
    });
    this.child.once("exit", () => this.wake());
    this.connection.listen();
  }

  /** Starts a server and opens a folder in it. */
  static async open(
    root: string | undefined,
    {
      parameters = [],
      options,
      clientInfo,
      capabilities = { window: { workDoneProgress: true } },
    }: {
      readonly parameters?: readonly string[];
      readonly options?: unknown;
      readonly clientInfo?: { readonly name: string };
      readonly capabilities?: unknown;
    } = {},
  ): Promise<{ client: LanguageClient; answer: { readonly capabilities: Record<string, unknown> } }> {
    const client = new LanguageClient(parameters);
    const workspaceFolders = root === undefined ? null : [{ uri: pathToFileURL(root).href, name: "sample" }];
    const answer = await client.connection.sendRequest<{ readonly capabilities: Record<string, unknown> }>(
      "initialize",
      {
        processId: process.pid,
        ...(clientInfo !== undefined && { clientInfo }),
        rootUri: null,
        capabilities,
        workspaceFolders,
        initializationOptions: options,
      },
    );
    await client.connection.sendNotification("initialized", {});
    return { client, answer };
  }

  request<T>(method: string, params: unknown = {}): Promise<T> {
    return this.connection.sendRequest<T>(method, params);
  }

  /** The first notification of the method, past or to come, that the condition holds for. */
  async told<T>(method: string, condition: (params: T) => boolean): Promise<T> {
    for (;;) {
      const found = this.notifications.find(
        (recorded) => recorded.method === method && condition(recorded.params as T),
      );
      if (found !== undefined) return found.params as T;
      if (this.child.exitCode !== null) throw new Error(`the server ended before it sent ${method}`);
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  /** Forgets what was told so far. */
  forget(): void {
    this.notifications.length = 0;
  }

  /** The server's. */
  get processId(): number {
    return this.child.pid ?? 0;
  }

  /** What the server reads from. */
  get input(): Writable {
    const { stdin } = this.child;
    if (stdin === null) throw new Error("the server has no input");
    return stdin;
  }

  /** What the server has told last of its index. */
  get lastIndexStatus(): IndexStatus | undefined {
    const last = this.notifications.findLast(({ method }) => method === methods.indexDidChange);
    return last?.params as IndexStatus | undefined;
  }

  /** The server's exit code and signal. */
  async exit(): Promise<unknown[]> {
    return once(this.child, "exit");
  }

  /** Expects nothing more of a server that is gone. */
  drop(): void {
    this.connection.dispose();
  }

  /** Says goodbye as the protocol asks for. @returns the exit code */
  async close(): Promise<number | null> {
    await this.connection.sendRequest("shutdown");
    const exit = once(this.child, "exit");
    await this.connection.sendNotification("exit");
    const [code] = await exit;
    this.connection.dispose();
    return code as number | null;
  }

  /** Goes away without a word. @returns the exit code */
  async vanish(): Promise<number | null> {
    const exit = once(this.child, "exit");
    this.connection.dispose();
    this.child.stdin?.end();
    const [code] = await exit;
    return code as number | null;
  }

  private record(recorded: Recorded): void {
    this.notifications.push(recorded);
    this.wake();
  }

  private wake(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
