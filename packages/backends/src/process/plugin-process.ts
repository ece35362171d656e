import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { IsovecError } from "@isovec/core";
import { type PluginEmbedParams, pluginMethods } from "@isovec/core/protocol";
import type { Clock } from "../peer/clock.ts";
import { joinedSignal } from "../peer/joined-signal.ts";
import type { BoundedLog } from "./bounded-log.ts";
import { PluginConnection, type ResponseFailure } from "./plugin-connection.ts";
import { answeredError, pluginCrashed, pluginLate } from "./plugin-failure.ts";
import type { PluginManifest } from "./plugin-manifest.ts";
import { killProgram, startProgram, watchProgram } from "./start-program.ts";

/** Of one message. A block of states of 8,192 tokens of 1,024 components is 45 MB in base64. */
export const maxFrameBytes: number = 256 * 2 ** 20;

/** From `shutdown` to the plugin's end; also for the answer to a question that takes no computing. */
const graceMs = 5_000;

/** From the process's end to that of its output, which a child of it may hold open. */
const drainMs = 1_000;

export interface PluginProcessParts {
  readonly manifest: PluginManifest;
  readonly clock: Clock;
  readonly log: BoundedLog;
  readonly onProgress?: ((message: string) => void) | undefined;
}

/** How long an answer may take, and what follows. */
export interface RequestLimits {
  readonly timeoutMs: number;
  /** When it fires the plugin is told that the answer is no longer wanted. */
  readonly signal?: AbortSignal | undefined;
  /** Asked when the time limit has passed: whether the process may live on. Absent: it is ended. */
  readonly spares?: () => Promise<boolean>;
}

const isLate = Symbol("late");

/** One run of a plugin's program. It ends once; every request that is under way then fails. */
export class PluginProcess {
  /** Resolves with the crash when the process is gone; with undefined after `stop`. */
  readonly ended: Promise<IsovecError | undefined>;
  private readonly child: ChildProcessWithoutNullStreams;
  private readonly connection: PluginConnection;
  private readonly name: string;
  private failure: string | undefined;
  private stopping = false;
  private hasEnded = false;
  private underWay = 0;
  private hasWarning = false;

  constructor(private readonly parts: PluginProcessParts) {
    const { manifest, clock, log, onProgress } = parts;
    this.name = manifest.name;
    this.child = startProgram(manifest);
    const leaveShell = watchProgram(this.child);
    const end = (): void => {
      leaveShell();
      killProgram(this.child);
    };
    process.once("exit", end);
    this.ended = new Promise((resolve) => {
      const finish = (how: string): void => {
        if (this.hasEnded) return;
        this.hasEnded = true;
        process.off("exit", end);
        end();
        log.end();
        for (const stream of this.child.stdio) stream?.destroy();
        resolve(this.stopping ? undefined : pluginCrashed(this.name, this.failure ?? how, log.last));
      };
      this.child.once("error", (error) => finish(`its program did not start (${error.message})`));
      this.child.once("exit", (code, signal) => {
        const how = `its process ended (${signal ?? `exit code ${code}`})`;
        this.failure ??= how;
        // Its children end with it and let go of the pipes; what it said last is read before that is reported.
        killProgram(this.child);
        const drained = clock.timeout(drainMs);
        drained.signal.addEventListener("abort", () => finish(how));
        this.child.once("close", () => {
          drained.clear();
          finish(how);
        });
      });
    });
    this.child.stderr.setEncoding("utf8").on("data", (text: string) => log.add(text));
    this.connection = new PluginConnection(this.child.stdout, this.child.stdin, maxFrameBytes, {
      onViolation: (how) => this.kill(how),
      onNotification: (method, params) => {
        const { message, value } = (params ?? {}) as { message?: unknown; value?: { message?: unknown } };
        if (method === pluginMethods.log) log.line(String(message));
        else if (method === pluginMethods.progress && typeof value?.message === "string")
          onProgress?.(value.message);
      },
    });
    this.holdParent(false);
  }

  get isAlive(): boolean {
    return !this.hasEnded && this.failure === undefined;
  }

  /** Ends the process at once; what is under way fails with `how`. */
  kill(how: string): void {
    this.failure ??= how;
    killProgram(this.child);
  }

  /** @throws IsovecError `Timeout`, `PluginCrashed`, or the plugin's own error. */
  async request(
    method: string,
    params: unknown,
    { timeoutMs, signal, spares }: RequestLimits,
  ): Promise<unknown> {
    const limit = this.parts.clock.timeout(timeoutMs);
    const crashed = this.ended.then((crash) => {
      throw crash ?? new IsovecError("BackendUnavailable", `The plugin ${this.name} was stopped.`);
    });
    crashed.catch(() => undefined);
    const late = new Promise<typeof isLate>((resolve) => {
      limit.signal.addEventListener("abort", () => resolve(isLate));
    });
    const unwanted = joinedSignal([signal, limit.signal]);
    this.holdParent(true);
    this.underWay += 1;
    try {
      const answer = await Promise.race([
        this.connection.request(method, params, unwanted.signal),
        crashed,
        late,
      ]);
      if (answer !== isLate) return answer;
      const how = `it did not answer ${method} within ${timeoutMs} ms`;
      const spared = await spares?.();
      if (spared !== true) this.kill(how);
      throw pluginLate(this.name, how, spared === true);
    } catch (error) {
      if (IsovecError.is(error)) throw error;
      throw answeredError(this.name, error as ResponseFailure);
    } finally {
      limit.clear();
      unwanted.release();
      this.underWay -= 1;
      if (this.underWay === 0) this.holdParent(false);
    }
  }

  /**
   * `backend/embed`. A plugin that is late and still answers `backend/health` is slow, not hung: its request fails alone.
   * Late a second time with nothing answered in between, it is ended.
   * @throws as `request`
   */
  async embed(params: PluginEmbedParams, timeoutMs: number, signal: AbortSignal): Promise<unknown> {
    const { modelId } = params;
    const hadWarning = this.hasWarning;
    const spares = async (): Promise<boolean> => {
      if (hadWarning && this.hasWarning) return false;
      this.hasWarning = true;
      return this.request(pluginMethods.health, { modelId }, { timeoutMs: graceMs }).then(
        () => true,
        () => false,
      );
    };
    const answer = await this.request(pluginMethods.embed, params, { timeoutMs, signal, spares });
    this.hasWarning = false;
    return answer;
  }

  /**
   * Asks the plugin to let go of the model and to end, and ends it after a grace period. Resolves when the process is gone.
   * @param modelId what is loaded
   */
  async stop(modelId?: string): Promise<void> {
    if (!this.hasEnded && this.failure === undefined) {
      this.stopping = true;
      this.holdParent(true);
      const ask = (method: string, params?: object): Promise<unknown> =>
        this.request(method, params, { timeoutMs: graceMs }).catch(() => undefined);
      if (modelId !== undefined) await ask(pluginMethods.unload, { modelId });
      await ask(pluginMethods.shutdown);
      this.connection.notify(pluginMethods.exit);
      this.child.stdin.end();
      const grace = this.parts.clock.timeout(graceMs);
      grace.signal.addEventListener("abort", () => killProgram(this.child));
      await this.ended;
      grace.clear();
    }
    await this.ended;
  }

  /** An idle plugin must not keep the process that owns it alive; a request under way must. */
  private holdParent(hold: boolean): void {
    const streams = [
      this.child.stdin,
      this.child.stdout,
      this.child.stderr,
    ] as unknown as import("node:net").Socket[];
    for (const handle of [this.child, ...streams]) (hold ? handle.ref : handle.unref)?.call(handle);
  }
}
