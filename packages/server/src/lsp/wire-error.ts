import { IsovecError } from "@isovec/core";
import { ErrorCodes, ResponseError } from "vscode-languageserver";
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

/** @returns the first key that is wrong and why, or nothing */
export function defectOf(schema: z.ZodType, params: unknown): string | undefined {
  const issue = schema.safeParse(params).error?.issues[0];
  return issue && `${["params", ...issue.path].join(".")}: ${issue.message}.`;
}

/** @throws ResponseError `InvalidParams` that names the key. */
export function validated<T>(schema: z.ZodType<T>, params: unknown): T {
  const parsed = schema.safeParse(params);
  if (parsed.success) return parsed.data;
  throw new ResponseError<ErrorDetails>(ErrorCodes.InvalidParams, defectOf(schema, params) ?? "params", {
    name: "InvalidParams",
    retryable: false,
    remedy: "See the method in the protocol's description.",
  });
}

export function unknownMethod(method: string): ResponseError<ErrorDetails> {
  return new ResponseError<ErrorDetails>(ErrorCodes.MethodNotFound, `There is no method ${method}.`, {
    name: "MethodNotFound",
    retryable: false,
    remedy: "The answer to initialize lists the methods.",
  });
}
