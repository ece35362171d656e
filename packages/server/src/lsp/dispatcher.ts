import type { CancellationToken, Connection } from "vscode-languageserver";
import type { z } from "zod";
import type { ServerLog } from "../life/server-log.ts";
import { abortSignalOf } from "./abort-signal.ts";
import { unknownMethod, validated, wireError } from "./wire-error.ts";

/** Where it is noted what requests come to. */
export type RequestLog = Pick<ServerLog, "debug" | "failure">;

/** Hands what a client sends to whoever answers it: params are checked before, and no failure leaves as it is. */
export class Dispatcher {
  constructor(
    private readonly connection: Connection,
    private readonly log: RequestLog,
  ) {}

  /** Answers a request. */
  handle<T>(
    method: string,
    schema: z.ZodType<T>,
    answer: (params: T, signal: AbortSignal) => Promise<unknown>,
  ): void {
    this.connection.onRequest(method, async (params: unknown, token: CancellationToken) => {
      const since = performance.now();
      try {
        const answered = await answer(validated(schema, params), abortSignalOf(token));
        this.log.debug(`${method} took ${(performance.now() - since).toFixed(1)} ms`);
        return answered;
      } catch (error) {
        throw this.told(method, error);
      }
    });
  }

  /** Acts on a notification. It has no answer: what is wrong with it goes to the client's log. */
  follow<T>(method: string, schema: z.ZodType<T>, act: (params: T) => Promise<void> | void): void {
    this.connection.onNotification(method, async (params: unknown) => {
      try {
        await act(validated(schema, params));
      } catch (error) {
        const { message } = this.told(method, error);
        this.connection.console.warn(`${method}: ${message}`);
      }
    });
  }

  /** Refuses every request that nobody answers. */
  refuseOthers(): void {
    this.connection.onRequest((method) => {
      throw unknownMethod(method);
    });
  }

  /** A failure as the client is told of it. A defect's text stays in the log. */
  private told(what: string, error: unknown): ReturnType<typeof wireError> {
    const told = wireError(error, () => this.log.failure(what, error));
    this.log.debug(`${what} failed: ${told.message}`);
    return told;
  }
}
