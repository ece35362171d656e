import { pathToFileURL } from "node:url";
import { fail, quoted, type WireCheck } from "../check.ts";
import { FailingStart } from "../failing-start.ts";
import { notificationFrame, requestFrame } from "../frame.ts";
import type { Subject } from "../run-checks.ts";
import { type WireMessage, WirePeer } from "../wire-peer.ts";
import type { Transport } from "../wire-streams.ts";

export type ServerCheck = WireCheck<ServerSubject>;

export interface ServerSubjectOptions {
  readonly command: string;
  /** What an answer may take that needs no model, once the program runs. */
  readonly answerMs: number;
  /** What starting the program and loading the model may take, and a large answer. */
  readonly loadMs: number;
  /** Default: `stdio`. */
  readonly transport?: Transport;
  /** A folder for the server to search. Without one what is about search is left out. */
  readonly workspace?: string;
}

/** What a server may be asked that no method is meant by: the answer shows that it serves on. */
export const unknownMethod = "conformance/none";

/** The server under test. Checks that need a model share one process; those of the life cycle start their own. */
export class ServerSubject implements Subject {
  private readonly own: Set<WirePeer> = new Set();
  private readonly start = new FailingStart();
  private shared: WirePeer | undefined;
  private idle: WirePeer | undefined;

  constructor(readonly options: ServerSubjectOptions) {}

  /** A process that nobody has said anything to, for one check. */
  async fresh(): Promise<WirePeer> {
    const peer = await this.peer();
    this.own.add(peer);
    return peer;
  }

  /** A process that has answered `initialize`, for one check. No model is loaded. */
  initialized(): Promise<WirePeer> {
    return this.start.attempt(async () => {
      const peer = await this.fresh();
      await this.initialize(peer);
      return peer;
    });
  }

  /** A process that has answered `initialize` and whose model is not loaded. Checks share it that leave it alive. */
  unloaded(): Promise<WirePeer> {
    if (this.idle !== undefined && !this.idle.hasEnded) return Promise.resolve(this.idle);
    return this.start.attempt(async () => {
      const peer = await this.peer();
      this.idle = peer;
      await this.initialize(peer);
      return peer;
    });
  }

  /** The process that checks share; its model is loaded. */
  session(): Promise<WirePeer> {
    if (this.shared !== undefined && !this.shared.hasEnded) return Promise.resolve(this.shared);
    return this.start.attempt(async () => {
      const peer = await this.peer();
      this.shared = peer;
      await this.initialize(peer, this.options.workspace);
      peer.notify("initialized", {});
      await peer.request("embedding/models", {}, this.options.loadMs);
      await peer.request("embedding/embed", { inputs: ["a"], role: "document" }, this.options.loadMs);
      return peer;
    });
  }

  /** The result of a request in the shared session. @throws CheckFailed for an error */
  async result<T>(method: string, params: unknown): Promise<T> {
    const answer = await (await this.session()).request(method, params, this.options.loadMs);
    if (answer.error !== undefined || answer.result === undefined) {
      fail(`${method} with ${quoted(params)} was answered with ${quoted(answer.error ?? answer)}`);
    }
    return answer.result as T;
  }

  /** The methods that the server announces. */
  async methods(): Promise<readonly string[]> {
    const peer = await this.session();
    const [greeting] = peer.answers;
    return announced(greeting?.result)?.methods ?? [];
  }

  async release(failed = false): Promise<void> {
    // An answer that comes late must not be taken for that of the next check.
    if (failed && this.idle !== undefined) this.own.add(this.idle);
    if (failed) this.idle = undefined;
    const peers = [...this.own];
    this.own.clear();
    await Promise.all(peers.map((peer) => peer.stop()));
  }

  async dispose(): Promise<void> {
    await this.release();
    await this.shared?.stop();
    await this.idle?.stop();
  }

  private async initialize(peer: WirePeer, workspace?: string): Promise<void> {
    const params = initializeParams(workspace);
    const { error } = await peer.request("initialize", params, this.options.loadMs);
    if (error !== undefined) fail(`initialize was answered with ${quoted(error)}`);
  }

  private peer(): Promise<WirePeer> {
    return WirePeer.start(this.options);
  }
}

export function initializeParams(workspace?: string): Readonly<Record<string, unknown>> {
  const folder = workspace === undefined ? undefined : pathToFileURL(workspace).href;
  return {
    processId: process.pid,
    clientInfo: { name: "isovec conformance, größer als 𠀀" },
    rootUri: folder ?? null,
    workspaceFolders: folder === undefined ? null : [{ uri: folder, name: "conformance" }],
    capabilities: {},
  };
}

/** `capabilities.experimental.embeddingServer` of the answer to `initialize`. */
export function announced(result: unknown): { version?: unknown; methods?: string[] } | undefined {
  const { capabilities } = (result ?? {}) as { capabilities?: { experimental?: unknown } };
  const { embeddingServer } = (capabilities?.experimental ?? {}) as { embeddingServer?: object };
  return embeddingServer;
}

/** Sends the bytes and waits for the one answer that they are due. */
export async function refusedUnder(
  peer: WirePeer,
  id: unknown,
  code: number,
  bytes: Uint8Array,
  what: string,
  limitMs?: number,
): Promise<void> {
  const before = peer.answersTo(id).length;
  void peer.write(bytes);
  const answer = await peer.answerTo(id, what, limitMs, before);
  expectCode(answer, code, what);
}

export function expectCode({ error, result }: WireMessage, code: number, what: string): void {
  if (error?.code === code) return;
  fail(`${what} was answered with ${quoted(error ?? { result })} and not with the error ${code}`);
}

/** @throws CheckFailed when the server does not serve on, or has answered more than it was asked meanwhile */
export async function servesOn(peer: WirePeer, after: string): Promise<void> {
  const id = peer.unusedId();
  void peer.write(requestFrame(id, unknownMethod));
  await peer.answerTo(id, `a request after ${after}`);
}

/** @throws CheckFailed when an answer comes to what is sent */
export async function staysSilent(peer: WirePeer, method: string, params: unknown): Promise<void> {
  const before = peer.answers.length;
  const what = `the notification ${method} with ${quoted(params)}`;
  void peer.write(notificationFrame(method, params));
  await servesOn(peer, what);
  const [answer] = peer.answers.slice(before);
  if (peer.answers.length > before + 1) fail(`${what} was answered: ${quoted(answer)}`);
}
