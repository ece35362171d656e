/** One thing of a pattern that is matched, with how often it may be repeated. */
export interface PatternItem {
  /** What is repeated, as it is written. */
  readonly text: string;
  /** An assertion takes no characters. */
  readonly asserts: boolean;
  readonly least: number;
  readonly most: number;
  /** In how many ways one repetition can match at a place; `Infinity` where that depends on the text. */
  readonly ways: number;
  /** One repetition may match the empty text. */
  readonly maybeEmpty: boolean;
  /** One repetition matches anywhere, if only the empty text. */
  readonly neverFails: boolean;
}

export type PatternSequence = readonly PatternItem[];

const oneAtom =
  /\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\\c[A-Za-z]|\\[^kuxc1-9]|\[(?:\\.|[^\]\\])*\]|[^\\[\](){}|*+?]/suy;
const assertion = /[$^]|\\[bB]/y;
const opening = /\((\?(?:<?[=!]|:|<[^>]+>))?/y;
const quantifier = /(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/y;

function matchAt(expression: RegExp, text: string, at: number): RegExpExecArray | undefined {
  expression.lastIndex = at;
  return expression.exec(text) ?? undefined;
}

/** In how many ways an item can match. */
export function waysOf({ ways, least, most }: PatternItem): number {
  if (ways === 1) return most - least + 1;
  let sum = 0;
  for (let count = least; count <= most && sum < Number.POSITIVE_INFINITY; count++) {
    const power = ways ** count;
    // The powers of 0.. grow without end, or are not known.
    if (count - least > 1000) return Number.POSITIVE_INFINITY;
    sum += power;
  }
  return sum;
}

/** Whether an item matches anywhere, if only the empty text. */
export function isOptional({ least, neverFails }: PatternItem): boolean {
  return least === 0 || neverFails;
}

/** Reads the alternatives of a JavaScript pattern with the flag `u`, for counting what a backtracking engine may do. */
export class PatternSyntax {
  private at = 0;

  constructor(private readonly source: string) {}

  /** @throws Error that completes "the pattern …" */
  read(): readonly PatternSequence[] {
    const alternatives = this.alternatives();
    if (this.at < this.source.length) throw new Error("has a parenthesis too many");
    const [only] = alternatives;
    const inner = alternatives.length === 1 && only?.length === 1 ? this.groupOf(only[0]) : undefined;
    return inner ?? alternatives;
  }

  private readonly groups: Map<PatternItem, readonly PatternSequence[]> = new Map();

  private groupOf(item: PatternItem | undefined): readonly PatternSequence[] | undefined {
    return item !== undefined && item.least === 1 && item.most === 1 ? this.groups.get(item) : undefined;
  }

  private alternatives(): PatternSequence[] {
    const alternatives: PatternSequence[] = [];
    for (;;) {
      alternatives.push(this.sequence());
      if (this.source[this.at] !== "|") return alternatives;
      this.at++;
    }
  }

  private sequence(): PatternSequence {
    const items: PatternItem[] = [];
    while (this.at < this.source.length && !"|)".includes(this.source.charAt(this.at))) {
      const item = this.item();
      const inner = this.groupOf(item);
      // A group around one sequence, not repeated, is that sequence.
      if (inner?.length === 1) items.push(...(inner[0] ?? []));
      else items.push(item);
    }
    return items;
  }

  private item(): PatternItem {
    const start = this.at;
    const group = matchAt(opening, this.source, start);
    if (group === undefined) {
      const asserts = matchAt(assertion, this.source, start);
      const [text] = asserts ?? matchAt(oneAtom, this.source, start) ?? [];
      if (text === undefined)
        throw new Error(`has ${this.source.slice(start, start + 2)}, which is not known`);
      this.at += text.length;
      return {
        text,
        asserts: asserts !== undefined,
        ways: 1,
        maybeEmpty: false,
        neverFails: false,
        ...this.repetition(),
      };
    }
    this.at += group[0].length;
    const inner = this.alternatives();
    if (this.source[this.at] !== ")") throw new Error("has a parenthesis without its other half");
    this.at++;
    const text = this.source.slice(start, this.at);
    const ways = inner.reduce(
      (sum, items) => sum + items.reduce((product, item) => product * waysOf(item), 1),
      0,
    );
    const asserts = /^\?<?[=!]/.test(group[1] ?? "");
    if (asserts && ways > mostWaysInside)
      throw new Error(`looks ahead in too many ways: ${text.slice(0, 40)}`);
    const isEmpty = (item: PatternItem) => item.asserts || item.maybeEmpty || item.least === 0;
    const maybeEmpty = inner.some((items) => items.every(isEmpty));
    const neverFails = !asserts && inner.some((items) => items.every(isOptional));
    // What an assertion has found is not tried again.
    const item = { text, asserts, ways: asserts ? 1 : ways, maybeEmpty, neverFails, ...this.repetition() };
    if (!asserts) this.groups.set(item, inner);
    return item;
  }

  private repetition(): { readonly least: number; readonly most: number } {
    const found = matchAt(quantifier, this.source, this.at);
    if (found === undefined) return { least: 1, most: 1 };
    this.at += found[0].length;
    const [, sign, least, comma, most] = found;
    if (sign === "?") return { least: 0, most: 1 };
    if (sign !== undefined) return { least: sign === "*" ? 0 : 1, most: Number.POSITIVE_INFINITY };
    if (comma === "") return { least: Number(least), most: Number(least) };
    return { least: Number(least), most: most === "" ? Number.POSITIVE_INFINITY : Number(most) };
  }
}

/** Of an assertion, which is made at each place of a text. */
const mostWaysInside = 1000;
