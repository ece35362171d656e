/** A model of a hub by its name there: `org/name`, with or without a revision. */
export interface HubReference {
  /** `org/name` as it was written. Hubs do not tell upper from lower case in it. */
  readonly id: string;
  /** A branch, a tag or a commit; undefined where none was written. */
  readonly revision: string | undefined;
}

/** The hub's own rule for both parts of an id (huggingface_hub, `validate_repo_id`). */
const part = /^[A-Za-z0-9_](?:[\w.-]{0,94}[\w])?$/;

/** What git takes for a branch, a tag or a commit, as far as it is used on hubs. */
const revision = /^[A-Za-z0-9_][\w./+-]{0,199}$/;

/**
 * Reads `org/name[@revision]`.
 * @returns undefined for anything else: a path, a bundled model's name
 */
export function parseHubReference(text: string): HubReference | undefined {
  const at = text.indexOf("@");
  const id = at === -1 ? text : text.slice(0, at);
  const named = at === -1 ? undefined : text.slice(at + 1);
  const parts = id.split("/");
  if (parts.length !== 2 || !parts.every((one) => part.test(one) && !/--|\.\.|\.git$/.test(one)))
    return undefined;
  if (named !== undefined && (!revision.test(named) || /\.\.|\/\/|\/$|\.lock$/.test(named))) return undefined;
  return { id, revision: named };
}

/** As it is written in a configuration. */
export function spelledReference({ id, revision: named }: HubReference): string {
  return named === undefined ? id : `${id}@${named}`;
}
