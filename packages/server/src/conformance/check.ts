/** One MUST of the specification, as it is held against an implementation. */
export interface WireCheck<Subject> {
  /** The MUST's id in docs/protocol/1.0/specification.md. */
  readonly id: string;
  readonly title: string;
  /** @throws CheckFailed, CheckSkipped */
  readonly run: (subject: Subject) => Promise<void>;
}

/** What the implementation does that the specification does not allow. */
export class CheckFailed extends Error {
  override readonly name = "CheckFailed";
}

/** Why a check cannot be made of this implementation. */
export class CheckSkipped extends Error {
  override readonly name = "CheckSkipped";
}

export function fail(how: string): never {
  throw new CheckFailed(how);
}

export function skip(why: string): never {
  throw new CheckSkipped(why);
}

/** A value as a failure quotes it: whole when short, its beginning otherwise. */
export function quoted(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length <= 200 ? text : `${text.slice(0, 200)}…`;
}
