import { type Embeddings, type EmbedOptions, throwIfCancelled } from "@isovec/core";

/** What requests must have in common to be embedded by one call. */
export type Wanted = Pick<EmbedOptions, "role" | "dimensions" | "truncate">;

type Call = (
  texts: readonly string[],
  options: Wanted & { readonly signal: AbortSignal },
) => Promise<Embeddings>;

interface Member {
  readonly texts: readonly string[];
  readonly wanted: Wanted;
  readonly signal: AbortSignal;
  readonly resolve: (embeddings: Embeddings) => void;
  readonly reject: (error: unknown) => void;
}

/** A request of more texts fills the engine's passes by itself. */
const fewTexts = 16;
const mostTextsOfCall = 64;

/** The engine computes one call's pass while another call's texts are tokenized. */
const callsAtOnce = 2;

function isSame(one: Wanted, other: Wanted): boolean {
  return one.role === other.role && one.dimensions === other.dimensions && one.truncate === other.truncate;
}

/** Fires when every member's client has left. */
function allHaveLeft(members: readonly Member[]): AbortSignal {
  const leaving = new AbortController();
  let staying = members.length;
  for (const { signal } of members) {
    signal.addEventListener(
      "abort",
      () => {
        staying -= 1;
        if (staying === 0) leaving.abort();
      },
      { once: true },
    );
  }
  return leaving.signal;
}

/**
 * Embeds small requests together that come while others are computed: a pass of one short text takes nearly as long as
 * one of ten. Nobody waits for company: a request that finds the engine free goes at once.
 */
export class Gathering {
  private waiting: Member[] = [];
  private underWay = 0;

  constructor(private readonly call: Call) {}

  /** @throws as the call; what is wrong with one request's texts fails that request alone */
  embed(texts: readonly string[], wanted: Wanted, signal: AbortSignal): Promise<Embeddings> {
    if (texts.length > fewTexts) return this.call(texts, { ...wanted, signal });
    return new Promise((resolve, reject) => {
      this.waiting.push({ texts, wanted, signal, resolve, reject });
      this.begin();
    });
  }

  private begin(): void {
    while (this.underWay < callsAtOnce && this.waiting.length > 0) {
      this.underWay += 1;
      void this.embedTogether(this.takeGroup()).finally(() => {
        this.underWay -= 1;
        this.begin();
      });
    }
  }

  /** The first that waits, and those behind it that want the same. */
  private takeGroup(): Member[] {
    const [first] = this.waiting;
    let texts = 0;
    const group: Member[] = [];
    const rest: Member[] = [];
    for (const member of this.waiting) {
      const fits = first !== undefined && isSame(first.wanted, member.wanted);
      if (fits && texts + member.texts.length <= mostTextsOfCall) {
        group.push(member);
        texts += member.texts.length;
      } else rest.push(member);
    }
    this.waiting = rest;
    return group;
  }

  /** Settles every member. Never throws. */
  private async embedTogether(group: readonly Member[]): Promise<void> {
    const members = group.filter(({ signal, reject }) => {
      try {
        throwIfCancelled(signal);
        return true;
      } catch (error) {
        reject(error);
        return false;
      }
    });
    const [first] = members;
    if (first === undefined) return;
    try {
      const texts = members.flatMap((member) => member.texts);
      const { vectors, dimensions, usage } = await this.call(texts, {
        ...first.wanted,
        signal: allHaveLeft(members),
      });
      let row = 0;
      for (const member of members) {
        const end = row + member.texts.length;
        member.resolve({
          vectors: vectors.subarray(row * dimensions, end * dimensions),
          dimensions,
          usage: usage.slice(row, end),
        });
        row = end;
      }
    } catch (error) {
      // Its sentence counts the inputs of all; alone, each hears of its own.
      if (members.length === 1) first.reject(error);
      else for (const member of members) await this.embedTogether([member]);
    }
  }
}
