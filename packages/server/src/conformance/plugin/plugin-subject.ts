import { tmpdir } from "node:os";
import { join } from "node:path";
import { pluginRowWidth } from "@isovec/backends/process";
import type { ModelCard } from "@isovec/core";
import {
  type PluginCapabilities,
  type PluginInitializeResult,
  type PluginLoadParams,
  type PluginLoadResult,
  pluginProtocolVersion,
} from "@isovec/core/protocol";
import { fail, quoted, type WireCheck } from "../check.ts";
import { FailingStart } from "../failing-start.ts";
import { requestFrame } from "../frame.ts";
import type { Subject } from "../run-checks.ts";
import { type WireMessage, WirePeer } from "../wire-peer.ts";

export type PluginCheck = WireCheck<PluginSubject>;

export interface PluginSubjectOptions {
  readonly command: string;
  readonly card: ModelCard;
  /** `backend/load`'s, as the server would send them. */
  readonly load: PluginLoadParams;
  /** The plugin's own options. */
  readonly options: Readonly<Record<string, unknown>>;
  readonly answerMs: number;
  readonly loadMs: number;
}

/** A plugin that has loaded the model. */
export interface PluginSession {
  readonly peer: WirePeer;
  readonly capabilities: PluginCapabilities;
  readonly loaded: PluginLoadResult;
  /** Components of a row at the plugin's output. */
  readonly width: number;
}

/** The plugin under test. Checks that need a model share one process. */
export class PluginSubject implements Subject {
  private readonly own: Set<WirePeer> = new Set();
  private readonly start = new FailingStart();
  private shared: PluginSession | undefined;

  constructor(readonly options: PluginSubjectOptions) {}

  /** A process that nobody has said anything to, for one check. */
  async fresh(): Promise<WirePeer> {
    const peer = await this.peer();
    this.own.add(peer);
    return peer;
  }

  /** A process that has answered `initialize`, for one check. */
  initialized(): Promise<WirePeer> {
    return this.start.attempt(async () => {
      const peer = await this.fresh();
      await this.initialize(peer);
      return peer;
    });
  }

  /** The process that checks share. */
  session(): Promise<PluginSession> {
    if (this.shared !== undefined && !this.shared.peer.hasEnded) return Promise.resolve(this.shared);
    return this.start.attempt(async () => {
      const peer = await this.peer();
      this.own.add(peer);
      const { capabilities } = await this.initialize(peer);
      const { error, result } = await peer.request("backend/load", this.options.load, this.options.loadMs);
      if (error !== undefined) fail(`backend/load was answered with ${quoted(error)}`);
      this.own.delete(peer);
      const loaded = result as PluginLoadResult;
      const width = pluginRowWidth(this.options.card, capabilities.output);
      this.shared = { peer, capabilities, loaded, width };
      return this.shared;
    });
  }

  /** Params of `initialize`. */
  greeting(
    options: Readonly<Record<string, unknown>> = this.options.options,
  ): Readonly<Record<string, unknown>> {
    return {
      protocolVersion: pluginProtocolVersion,
      processId: process.pid,
      options,
      cacheDir: join(tmpdir(), "isovec-conformance"),
      policy: { network: false, allowedHosts: [] },
      limits: { maxFrameBytes: 2 ** 28 },
    };
  }

  async release(): Promise<void> {
    const peers = [...this.own];
    this.own.clear();
    await Promise.all(peers.map((peer) => peer.stop()));
  }

  async dispose(): Promise<void> {
    await this.release();
    await this.shared?.peer.stop();
  }

  private peer(): Promise<WirePeer> {
    return WirePeer.start(this.options);
  }

  private async initialize(peer: WirePeer): Promise<PluginInitializeResult> {
    const { error, result } = await peer.request("initialize", this.greeting(), this.options.loadMs);
    if (error !== undefined) fail(`initialize was answered with ${quoted(error)}`);
    return result as PluginInitializeResult;
  }
}

export function expectError({ error, result }: WireMessage, what: string, code?: number): void {
  if (error === undefined)
    fail(`${what} was answered with the result ${quoted(result)} and not with an error`);
  if (code !== undefined && error.code !== code)
    fail(`${what} was answered with ${quoted(error)}, not ${code}`);
}

/** @throws CheckFailed when the plugin does not answer any more */
export async function servesOn(peer: WirePeer, after: string): Promise<void> {
  const id = peer.unusedId();
  void peer.write(requestFrame(id, "backend/health", { modelId: "" }));
  await peer.answerTo(id, `backend/health after ${after}`);
}
