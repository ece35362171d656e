import { IsovecError, type PassPriority } from "@isovec/core";
import type { z } from "zod";
import { printable } from "../../peer/printable.ts";
import type { Answer } from "./attempt.ts";
import type { HttpTransport } from "./http-transport.ts";
import { statusFailure } from "./status-failure.ts";

/** A server that takes and gives JSON, its answers held against what its API promises. */
export class JsonServer {
  constructor(
    private readonly transport: HttpTransport,
    /** Of all that is asked through this. */
    private readonly priority: PassPriority = "background",
  ) {}

  /** Host and port, for people. */
  get host(): string {
    return this.transport.host;
  }

  /** The answer as it came, a refusal included, to a POST with a body or a GET without. */
  send(path: string, body: unknown, signal: AbortSignal | undefined): Promise<Answer> {
    const request =
      body === undefined
        ? ({ method: "GET", path, body: undefined } as const)
        : ({ method: "POST", path, body: JSON.stringify(body) } as const);
    return this.transport.send(request, signal, this.priority);
  }

  /** @throws IsovecError as `HttpTransport.send`, and `BackendUnavailable` for a refusal or an answer of another shape */
  async ask<T>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    return this.valueOf(await this.send(path, body, signal), path, schema);
  }

  /** As `ask`; undefined where the server has no such path, as older versions. */
  async askIfKnown<T>(
    path: string,
    body: unknown,
    schema: z.ZodType<T>,
    signal: AbortSignal | undefined,
  ): Promise<T | undefined> {
    const answer = await this.send(path, body, signal);
    return answer.status === 404 ? undefined : this.valueOf(answer, path, schema);
  }

  /** @throws IsovecError `BackendUnavailable` for a refusal or an answer of another shape */
  valueOf<T>(answer: Answer, path: string, schema: z.ZodType<T>): T {
    if (answer.status < 200 || answer.status > 299) throw statusFailure(this.transport.server, answer);
    let value: unknown;
    try {
      value = JSON.parse(answer.body);
    } catch {
      const type = answer.contentType === "" ? "" : ` (its type is ${answer.contentType})`;
      throw this.broken(`${path} is not JSON${type}`);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issue = parsed.error.issues[0];
    const at = issue === undefined || issue.path.length === 0 ? "" : ` at ${issue.path.join(".")}`;
    throw this.broken(
      `${path} has another shape than its API promises${at}: ${printable(issue?.message ?? "")}`,
    );
  }

  /** @param what completes "The answer of HOST to …" */
  broken(what: string): IsovecError {
    return new IsovecError("BackendUnavailable", `The answer of ${this.host} to ${what}.`, {
      remedy: `Check url and api in ${this.transport.server.section}, and the server's version.`,
    });
  }
}
