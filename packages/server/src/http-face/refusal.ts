import { IsovecError } from "@isovec/core";

/** Whose clients read the error. */
export type ErrorShape = "openai" | "tei";

/** Why a request is not done, before it takes the form that its client reads. */
export interface Refusal {
  readonly status: number;
  /** What is wrong and what to do, for people. */
  readonly message: string;
  /** OpenAI's word for it, where it has one. */
  readonly code?: string;
  /** The key of the body that is at fault. */
  readonly parameter?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Carries a refusal out of a route; it never leaves the face. */
export class RefusedRequest extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}

/** A body whose key `parameter` is wrong. */
export function wrongParameter(parameter: string, message: string): RefusedRequest {
  return new RefusedRequest({ status: 400, message, parameter });
}

/** Failures whose sentence is about the request; that of any other may name files and servers. */
const statusOfName: Readonly<Record<string, number>> = {
  InputInvalid: 400,
  InputTooLong: 400,
  ModelNotFound: 404,
  Overloaded: 429,
  NonFinite: 500,
  Timeout: 504,
};

/** Seconds after which a client that was told of an over-full queue may ask again. */
const retryAfter = { "retry-after": "1" };

/**
 * Any failure as it may leave the process.
 * @param onFailure is told what the client is not
 */
export function refusalOf(error: unknown, onFailure: (message: string) => void): Refusal {
  if (error instanceof RefusedRequest) return error.refusal;
  const known = IsovecError.is(error) ? statusOfName[error.name] : undefined;
  if (IsovecError.is(error) && known !== undefined) {
    const message = [error.message, error.remedy].filter(Boolean).join(" ");
    if (error.name === "ModelNotFound")
      return { status: known, message, code: "model_not_found", parameter: "model" };
    if (known === 429) return { status: known, message, code: "rate_limit_exceeded", headers: retryAfter };
    return { status: known, message };
  }
  onFailure(error instanceof Error ? error.message : String(error));
  if (IsovecError.is(error)) {
    const message = "The engine failed on this request. The server's own output has the details.";
    return error.retryable ? { status: 503, message, headers: retryAfter } : { status: 502, message };
  }
  return { status: 500, message: "The server failed on this request. Its own output has the details." };
}

const openaiTypes: ReadonlyMap<number, string> = new Map([
  [401, "authentication_error"],
  [403, "permission_error"],
  [429, "rate_limit_error"],
]);
const teiTypes: ReadonlyMap<number, string> = new Map([
  [401, "unauthorized"],
  [403, "unauthorized"],
  [429, "overloaded"],
]);

/** The body of a refusal, as OpenAI's or as Text Embeddings Inference's clients read it. */
export function bodyOf({ status, message, code, parameter }: Refusal, shape: ErrorShape): unknown {
  if (shape === "tei") {
    return { error: message, error_type: teiTypes.get(status) ?? (status < 500 ? "validation" : "backend") };
  }
  const type = openaiTypes.get(status) ?? (status < 500 ? "invalid_request_error" : "server_error");
  return { error: { message, type, param: parameter ?? null, code: code ?? null } };
}
