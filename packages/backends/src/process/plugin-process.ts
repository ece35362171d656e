import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { IsovecError } from "@isovec/core";
import { pluginMethods } from "@isovec/core/protocol";
import type { Clock } from "../peer/clock.ts";
import type { BoundedLog } from "./bounded-log.ts";
import { PluginConnection, type ResponseFailure } from "./plugin-connection.ts";
import { answeredError, pluginCrashed } from "./plugin-failure.ts";
import type { PluginManifest } from "./plugin-manifest.ts";
import { killProgram, startProgram } from "./start-program.ts";

/** Of one message. A block of states of 8,192 tokens of 1,024 components is 45 MB in base64. */
export const maxFrameBytes: number = 256 * 2 ** 20;

/** From `shutdown` to the plugin's end. */
const graceMs = 5_000;

export interface PluginProcessParts {
  readonly manifest: PluginManifest;
  readonly clock: Clock;
  readonly log: BoundedLog;
  readonly onProgress?: ((message: string) => void) | undefined;
}

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

  constructor(private readonly parts: PluginProcessParts) {
    const { manifest, log, onProgress } = parts;
    this.name = manifest.name;
    this.child = startProgram(manifest);
    const end = (): void => killProgram(this.child);
    process.once("exit", end);
    this.ended = new Promise((resolve) => {
      const finish = (how: string): void => {
        if (this.hasEnded) return;
        this.hasEnded = true;
        process.off("exit", end);
        killProgram(this.child);
        resolve(this.stopping ? undefined : pluginCrashed(this.name, this.failure ?? how, log.last));
      };
      this.child.once("error", (error) => finish(`its program did not start (${error.message})`));
      this.child.once("close", (code, signal) =>
        finish(`its process ended (${signal ?? `exit code ${code}`})`),
      );
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

  /**
   * @throws IsovecError `Timeout` after which the process is gone, `PluginCrashed`, or the plugin's own error.
   */
  async request(method: string, params: unknown, timeoutMs: number, signal?: AbortSignal): Promise<unknown> {
    const timeout = this.parts.clock.timeout(timeoutMs);
    const crashed = this.ended.then((crash) => {
      throw crash ?? new IsovecError("BackendUnavailable", `The plugin ${this.name} was stopped.`);
    });
    crashed.catch(() => undefined);
    const late = new Promise<never>((_resolve, reject) => {
      timeout.signal.addEventListener("abort", () => {
        const how = `it did not answer ${method} within ${timeoutMs} ms`;
        this.kill(how);
        const remedy =
          "Send the request again: the plugin is started anew. backendOptions sets the time limits.";
        reject(
          new IsovecError("Timeout", `The plugin ${this.name} failed: ${how}.`, { remedy, retryable: true }),
        );
      });
    });
    this.holdParent(true);
    this.underWay += 1;
    try {
      return await Promise.race([this.connection.request(method, params, signal), crashed, late]);
    } catch (error) {
      if (IsovecError.is(error)) throw error;
      throw answeredError(this.name, error as ResponseFailure);
    } finally {
      timeout.clear();
      this.underWay -= 1;
      if (this.underWay === 0) this.holdParent(false);
    }
  }

  /** Asks the plugin to end, and ends it after a grace period. Resolves when the process is gone. */
  async stop(): Promise<void> {
    if (!this.hasEnded && this.failure === undefined) {
      this.stopping = true;
      this.holdParent(true);
      await this.request(pluginMethods.shutdown, undefined, graceMs).catch(() => undefined);
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
