/**
 * Every way in which Isovec refuses a request. Names and numbers are those of the wire (docs/protocol/1.0): a caller
 * in another language sees the same list.
 */
export const errorCodes = {
  ModelNotFound: 1001,
  ModelCorrupt: 1002,
  BackendUnavailable: 1003,
  ProbeFailed: 1004,
  VectorSpaceMismatch: 1005,
  InputTooLong: 1006,
  NonFinite: 1007,
  Overloaded: 1008,
  IndexBusy: 1009,
  NotTrusted: 1010,
  HostNotAllowed: 1011,
  PluginCrashed: 1012,
  Timeout: 1013,
  ConfigurationInvalid: 1014,
  InputInvalid: 1015,
  IndexUnavailable: 1016,
  Cancelled: -32800,
} as const;

export type ErrorName = keyof typeof errorCodes;

export interface IsovecErrorOptions {
  /** One sentence: what the caller can do about it. */
  readonly remedy?: string;
  /** Whether the same request may succeed when sent again. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * The one error class a user may see. `message` is a sentence that names the file, key or value; `remedy` says what to
 * do. Anything else that is thrown is a defect of ours and is reported as such.
 */
export class IsovecError extends Error {
  /** Marks the class across copies of this package. */
  readonly isIsovecError: true = true;
  readonly code: number;
  readonly remedy: string | undefined;
  readonly retryable: boolean;

  constructor(
    override readonly name: ErrorName,
    message: string,
    options: IsovecErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = errorCodes[name];
    this.remedy = options.remedy;
    this.retryable = options.retryable ?? false;
  }

  /** Recognises errors of another copy of this package too, where `instanceof` fails. */
  static is(value: unknown): value is IsovecError {
    return typeof value === "object" && value !== null && "isIsovecError" in value;
  }
}

/** Throws `Cancelled` when the signal has fired. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new IsovecError("Cancelled", "The request was cancelled.");
}
