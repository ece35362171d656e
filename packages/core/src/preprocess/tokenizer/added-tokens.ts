import { asUnicode16 } from "./unicode-16.ts";
import { endOfText } from "./unicode-normalizers.ts";
import { wordCharacters } from "./white-space.ts";

/** An entry of `added_tokens` in tokenizer.json. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Is not taken inside a word. */
  readonly single_word?: boolean;
  /** Takes the white space on its left with it. */
  readonly lstrip?: boolean;
  readonly rstrip?: boolean;
  readonly special?: boolean;
  /** Is looked for in the normalized text, in its normalized spelling. */
  readonly normalized?: boolean;
}

/** A stretch of text, or the added token that stands there. */
export type Section = { readonly text: string; readonly start: number } | { readonly id: number };

interface Node {
  readonly next: Map<number, Node>;
  token: AddedToken | undefined;
}

const endsInWord = new RegExp(`[${wordCharacters}]$`, "u");
const beginsWithWord = new RegExp(`^[${wordCharacters}]`, "u");

/** Cuts texts at added tokens, after `AddedVocabulary::find_matches` of HuggingFace's tokenizers. */
export class AddedTokens {
  private readonly root: Node = { next: new Map(), token: undefined };

  /** @param spellings what to look for -> the token that it is */
  constructor(spellings: Iterable<readonly [string, AddedToken]>) {
    for (const [spelling, token] of spellings) {
      let node = this.root;
      for (let at = 0; at < spelling.length; at++) {
        const unit = spelling.charCodeAt(at);
        let next = node.next.get(unit);
        if (next === undefined) {
          next = { next: new Map(), token: undefined };
          node.next.set(unit, next);
        }
        node = next;
      }
      if (node !== this.root) node.token ??= token;
    }
  }

  split(text: string): Section[] {
    const sections: Section[] = [];
    let done = 0;
    for (const { token, start, end } of this.matches(text)) {
      if (token.single_word && insideWord(text, start, end)) continue;
      // White space that the token before has taken is not taken again, nor walked over: runs of it may be long.
      const from = token.lstrip && start > done ? done + endOfText(text.slice(done, start)) : start;
      if (done < from) sections.push({ text: text.slice(done, from), start: done });
      // What stands in white space that is taken, and would take some itself, is nothing to the reference.
      if (token.lstrip && end <= done) continue;
      sections.push({ id: token.id });
      if (!token.rstrip) done = end;
      else if (done < end) done = end + leadingSpace(text.slice(end));
    }
    if (done < text.length) sections.push({ text: text.slice(done), start: done });
    return sections;
  }

  /** The longest token at the first place where there is one, then on behind it. */
  private *matches(text: string): Generator<{ token: AddedToken; start: number; end: number }> {
    if (this.root.next.size === 0) return;
    let start = 0;
    while (start < text.length) {
      let node = this.root.next.get(text.charCodeAt(start));
      let [token, end] = [node?.token, start + 1];
      for (let at = start + 1; node !== undefined && at < text.length; at++) {
        node = node.next.get(text.charCodeAt(at));
        if (node?.token !== undefined) [token, end] = [node.token, at + 1];
      }
      if (token !== undefined) yield { token, start, end };
      start = token === undefined ? start + 1 : end;
    }
  }
}

function leadingSpace(text: string): number {
  return /^\p{White_Space}*/u.exec(text)?.[0].length ?? 0;
}

function insideWord(text: string, start: number, end: number): boolean {
  // A character is at most two units.
  const before = asUnicode16(text.slice(Math.max(0, start - 2), start));
  return endsInWord.test(before) || beginsWithWord.test(asUnicode16(text.slice(end, end + 2)));
}
