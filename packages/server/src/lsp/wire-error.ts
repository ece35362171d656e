import { IsovecError } from "@isovec/core";
import { ErrorCodes, LSPErrorCodes, ResponseError } from "vscode-languageserver/node";
import type { z } from "zod";

/** What `data` of an error response carries (docs/protocol/1.0, "Errors"). */
export interface ErrorDetails {
  readonly name: string;
  readonly retryable: boolean;
  readonly remedy?: string;
}

/**
 * Any failure as it may leave the process. A defect of ours goes to the log only: its text may hold paths and stacks
 * of this machine.
 */
export function wireError(error: unknown, logDefect: (message: string) => void): ResponseError<ErrorDetails> {
  if (error instanceof ResponseError) return error;
  if (IsovecError.is(error)) {
    const { code, message, name, retryable, remedy } = error;
    return new ResponseError(code, message, { name, retryable, ...(remedy !== undefined && { remedy }) });
  }
  logDefect(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return new ResponseError<ErrorDetails>(ErrorCodes.InternalError, "The server failed on this request.", {
    name: "InternalError",
    retryable: false,
    remedy: "The server's log has the details.",
  });
}

/** @throws ResponseError `InvalidParams` that names the key. */
export function validated<T>(schema: z.ZodType<T>, params: unknown): T {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = ["params", ...(issue?.path ?? [])].join(".");
  throw new ResponseError<ErrorDetails>(ErrorCodes.InvalidParams, `${key}: ${issue?.message}.`, {
    name: "InvalidParams",
    retryable: false,
    remedy: "See the method in the protocol's description.",
  });
}

export const cancelled: ResponseError<ErrorDetails> = new ResponseError(
  LSPErrorCodes.RequestCancelled,
  "The request was cancelled.",
  { name: "Cancelled", retryable: true },
);
