import { Gate, IsovecError, type PassPriority, throwIfCancelled } from "@isovec/core";
import type { Clock } from "../../peer/clock.ts";
import { joinedSignal } from "../../peer/joined-signal.ts";
import { type Answer, type AttemptParts, attempt, type HttpRequest } from "./attempt.ts";
import { backOff, maximumAttempts, retryAfter, totalTimeouts } from "./back-off.ts";
import type { NamedServer } from "./server-origin.ts";
import { isPassing, statusFailure } from "./status-failure.ts";

export interface TransportLimits {
  /** Of one attempt, milliseconds. */
  readonly timeoutMs: number;
  /** Requests under way at once. */
  readonly concurrency: number;
}

/** What `dispose` gives the requests under way. */
const graceMs = 5_000;

function disposed(): IsovecError {
  return new IsovecError("BackendUnavailable", "The HTTP engine has been disposed.", {
    remedy: "Load the model again.",
  });
}

/** Requests to one server: bounded in number, in time, in attempts and in the size of their answers. */
export class HttpTransport {
  /** Host and port, for people. */
  readonly host: string;
  readonly server: NamedServer;
  private readonly gate: Gate;
  private readonly underWay: Set<Promise<unknown>> = new Set();
  private readonly breakOff: AbortController = new AbortController();
  private ending: Promise<void> | undefined;

  constructor(
    private readonly parts: AttemptParts,
    private readonly limits: TransportLimits,
    private readonly clock: Clock,
  ) {
    this.host = parts.origin.host;
    this.server = parts.origin;
    this.gate = new Gate(limits.concurrency);
  }

  /** Refuses what comes, lets what is under way end, and breaks it off when it takes long. */
  dispose(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  /**
   * An answer of any status but those that pass with time (429, 5xx), which are asked for again.
   * @throws IsovecError `Cancelled`, `Timeout`, `Overloaded`, `HostNotAllowed`, `BackendUnavailable`
   */
  async send(request: HttpRequest, signal?: AbortSignal, priority?: PassPriority): Promise<Answer> {
    throwIfCancelled(signal);
    if (this.ending !== undefined) throw disposed();
    const stop = joinedSignal([signal, this.breakOff.signal]);
    const pending = this.gate.pass(() => this.persistently(request, stop.signal), stop.signal, priority);
    this.underWay.add(pending);
    try {
      return await pending;
    } catch (error) {
      throwIfCancelled(signal);
      throw this.breakOff.signal.aborted ? disposed() : error;
    } finally {
      this.underWay.delete(pending);
      stop.release();
    }
  }

  private async end(): Promise<void> {
    const grace = this.clock.timeout(graceMs);
    const breakOff = (): void => this.breakOff.abort();
    grace.signal.addEventListener("abort", breakOff, { once: true });
    await Promise.allSettled(this.underWay);
    grace.clear();
  }

  private async persistently(request: HttpRequest, stop: AbortSignal): Promise<Answer> {
    const { clock, limits } = this;
    const end = clock.now() + totalTimeouts * limits.timeoutMs;
    for (let attempts = 1; ; attempts++) {
      let failure: IsovecError;
      let asked = 0;
      try {
        const answer = await this.timed(request, Math.min(limits.timeoutMs, end - clock.now()), stop);
        if (!isPassing(answer.status)) return answer;
        const waitMs = retryAfter(answer.retryAfter, clock.now());
        failure = statusFailure(this.server, answer, attempts, waitMs);
        asked = waitMs ?? 0;
      } catch (error) {
        if (!IsovecError.is(error) || !error.retryable || error.name === "Timeout") throw error;
        failure = error;
      }
      const wait = Math.max(asked, backOff(attempts, clock.random()));
      if (attempts === maximumAttempts || clock.now() + wait >= end) throw failure;
      await clock.sleep(wait, stop);
    }
  }

  /** One attempt. A server that does not answer in time is not asked again: it may still be computing. */
  private async timed(request: HttpRequest, milliseconds: number, stop: AbortSignal): Promise<Answer> {
    const timeout = this.clock.timeout(milliseconds);
    const joined = joinedSignal([stop, timeout.signal]);
    try {
      return await attempt(request, this.parts, joined.signal);
    } catch (error) {
      if (!timeout.signal.aborted || stop.aborted) throw error;
      throw new IsovecError("Timeout", `${this.host} did not answer within ${milliseconds} ms.`, {
        remedy: `Look at the server's load, or raise ${this.server.section}.timeoutMs.`,
        retryable: true,
      });
    } finally {
      joined.release();
      timeout.clear();
    }
  }
}
