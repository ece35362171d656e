/** One thing to put into a question. */
export interface FilterCompletion {
  readonly label: string;
  /** Takes the place of the question's text from `start` to the caret. */
  readonly insert: string;
}

export interface FilterCompletions {
  /** Index into the question, UTF-16 units. */
  readonly start: number;
  readonly items: readonly FilterCompletion[];
}

/** A filter that someone is typing. */
export interface OpenFilter {
  readonly key: string;
  /** What stands between the colon and the caret, without a quote before it. */
  readonly value: string;
  /** Where the value begins, with its quote. */
  readonly start: number;
}

const most = 12;

/** The filter in which the caret stands, if it is one of those that the server knows. */
export function openFilterAt(
  question: string,
  caret: number,
  keys: readonly string[],
): OpenFilter | undefined {
  const found = /(?:^|\s)-?(?<key>[a-z]+):(?<quoted>"(?<phrase>[^"]*)|(?<plain>[^\s"]*))$/.exec(
    question.slice(0, caret),
  )?.groups;
  const { key = "", quoted = "", phrase, plain } = found ?? {};
  if (!keys.includes(key)) return undefined;
  return { key, value: phrase ?? plain ?? "", start: caret - quoted.length };
}

/**
 * What the value of a filter may become, what begins with it first. A value that is there in full needs nothing more.
 *
 * @param values all that the filter takes; a folder ends with a slash and is completed further
 */
export function completeValue({ value, start }: OpenFilter, values: readonly string[]): FilterCompletions {
  if (values.includes(value) && !value.endsWith("/")) return { start, items: [] };
  const typed = value.toLowerCase();
  const isAt = (place: (candidate: string) => boolean): string[] =>
    values.filter((candidate) => place(candidate.toLowerCase()));
  const candidates = new Set([
    ...isAt((candidate) => candidate.startsWith(typed)),
    ...isAt((candidate) => candidate.includes(typed)),
  ]);
  candidates.delete(value);
  const items = [...candidates].slice(0, most).map((label) => ({ label, insert: inQuestion(label) }));
  return { start, items };
}

/** The filters themselves, for someone who asks what there is. */
export function completeKey(question: string, caret: number, keys: readonly string[]): FilterCompletions {
  const word = /[^\s:]*$/.exec(question.slice(0, caret))?.[0] ?? "";
  const minus = word.startsWith("-") ? "-" : "";
  const items = keys
    .filter((key) => key.startsWith(word.slice(minus.length)))
    .map((key) => ({ label: `${minus}${key}:`, insert: `${minus}${key}:` }));
  return { start: caret - word.length, items };
}

function inQuestion(value: string): string {
  const said = /\s/.test(value) ? `"${value}"` : value;
  return value.endsWith("/") ? said : `${said} `;
}
