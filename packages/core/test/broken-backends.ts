import type { BackendOutput, TokenBackend, TokenBatch } from "../src/backend/embedding-backend.ts";
import { throwIfCancelled } from "../src/errors/isovec-error.ts";
import { hidden, statesOf, ToyBackend } from "./toy-backend.ts";

/** An engine with one thing done wrong, and the check that is there for it. */
export interface BrokenBackend {
  readonly what: string;
  readonly caughtBy: string;
  readonly load: () => TokenBackend;
  readonly takesAnyOption?: true;
}

type Forward = (
  tokens: TokenBatch,
  signal: AbortSignal | undefined,
  toy: ToyBackend,
) => Promise<BackendOutput>;

/** The right engine with another `forward`. */
function withForward(forward: Forward): () => TokenBackend {
  return () => {
    const toy = new ToyBackend();
    return Object.assign(Object.create(toy) as ToyBackend, {
      forward: (tokens: TokenBatch, signal?: AbortSignal) => forward(tokens, signal, toy),
      dispose: () => toy.dispose(),
    });
  };
}

/** The right engine with its states changed afterwards. */
function withStates(change: (values: Float32Array, tokens: TokenBatch) => Float32Array): () => TokenBackend {
  return withForward(async (tokens, signal, toy) => {
    const { values } = await toy.forward(tokens, signal);
    return { kind: "states", values: change(values, tokens), hidden };
  });
}

function withCapabilities(change: Partial<TokenBackend["capabilities"]>): () => TokenBackend {
  return () => {
    const toy = new ToyBackend();
    return Object.assign(toy, { capabilities: { ...toy.capabilities, ...change } });
  };
}

const firstTokens = (tokens: TokenBatch, count: number): TokenBatch => ({
  ...tokens,
  attentionMask: tokens.attentionMask.map((value, index) => (index % tokens.sequence < count ? value : 0)),
});

let instances = 0;

export const brokenBackends: readonly BrokenBackend[] = [
  { what: "declares no dtype", caughtBy: "declares what it is", load: withCapabilities({ dtype: "" }) },
  {
    what: "declares pooled and returns states",
    caughtBy: "returns what its capabilities declare",
    load: withCapabilities({ output: "pooled" }),
  },
  {
    what: "says another width than it returns",
    caughtBy: "returns values of the declared shape",
    load: withForward(async (tokens, signal, toy) => ({
      ...(await toy.forward(tokens, signal)),
      kind: "states",
      hidden: 96,
    })),
  },
  {
    what: "loses the last text of a batch",
    caughtBy: "gives one vector a text",
    load: withStates((values, { batch, sequence }) =>
      batch === 1 ? values : values.slice(0, (batch - 1) * sequence * hidden),
    ),
  },
  {
    what: "overflows on long texts",
    caughtBy: "gives finite values",
    load: withStates((values, { sequence }) =>
      sequence > 12 ? values.map((value) => value * 1e38 * 1e3) : values,
    ),
  },
  {
    what: "scales its finished vectors",
    caughtBy: "gives vectors of the length that the model says",
    load: () => {
      const toy = new ToyBackend();
      return Object.assign(Object.create(toy) as ToyBackend, {
        capabilities: { ...toy.capabilities, output: "vectors" },
        forward: async (tokens: TokenBatch): Promise<BackendOutput> => ({
          kind: "vectors",
          values: Float32Array.from({ length: tokens.batch * hidden }, (_, index) => 18 * Math.sin(index)),
          dimensions: hidden,
        }),
      });
    },
  },
  {
    what: "gives every text one vector",
    caughtBy: "gives different texts different vectors",
    load: withStates((values) => values.map((_value, index) => Math.sin(index % hidden))),
  },
  {
    what: "takes any token id",
    caughtBy: "refuses a token id that the model does not have",
    load: withForward(async (tokens, signal) => {
      throwIfCancelled(signal);
      return { kind: "states", values: statesOf(tokens), hidden };
    }),
  },
  {
    what: "looks at padding",
    caughtBy: "gives a text the vector it has alone when others are beside it",
    load: withForward((tokens, signal, toy) =>
      toy.forward({ ...tokens, attentionMask: tokens.attentionMask.map(() => 1) }, signal),
    ),
  },
  {
    what: "answers a batch in reverse",
    caughtBy: "keeps the order of the texts",
    load: () => {
      const toy = new ToyBackend();
      return Object.assign(Object.create(toy) as ToyBackend, {
        capabilities: { ...toy.capabilities, output: "pooled" },
        forward: async (tokens: TokenBatch): Promise<BackendOutput> => {
          const states = statesOf(tokens);
          const rows = Array.from({ length: tokens.batch }, (_, row) =>
            states.slice(row * tokens.sequence * hidden, (row * tokens.sequence + 1) * hidden),
          );
          const values = Float32Array.from(rows.reverse().flatMap((row) => [...row]));
          return { kind: "pooled", values, dimensions: hidden };
        },
      });
    },
  },
  {
    what: "adds noise",
    caughtBy: "gives the same bits when it is asked again",
    load: withStates((values) => values.map((value) => value + 1e-7 * Math.random())),
  },
  {
    what: "hands out one buffer for all answers",
    caughtBy: "leaves a former answer alone",
    load: () => {
      const buffer = new Float32Array(1 << 22);
      return withStates((values) => {
        buffer.set(values);
        return buffer.subarray(0, values.length);
      })();
    },
  },
  {
    what: "uses its input as scratch space",
    caughtBy: "does not change what it is fed",
    load: withForward(async (tokens, signal, toy) => {
      const output = await toy.forward(tokens, signal);
      tokens.inputIds.fill(0);
      return output;
    }),
  },
  {
    what: "starts from another seed each time",
    caughtBy: "gives the same vectors when it is loaded a second time",
    load: () => {
      const seed = ++instances;
      return withStates((values) => values.map((value, index) => value + Math.sin(seed * index)))();
    },
  },
  {
    what: "forgets texts beyond the 32nd of a batch",
    caughtBy: "takes more texts than fit one batch",
    load: withStates((values, { batch, sequence }) =>
      batch > 32 ? values.fill(0.5, 32 * sequence * hidden) : values,
    ),
  },
  {
    what: "has one position too few",
    caughtBy: "takes a text of exactly the maximum length, and cuts a longer one to it",
    load: withForward((tokens, signal, toy) => {
      if (tokens.sequence > 255) return Promise.reject(new Error("context full"));
      return toy.forward(tokens, signal);
    }),
  },
  {
    what: "reads 128 tokens",
    caughtBy: "reads a text to its end",
    load: withForward(async (tokens, signal, toy) => {
      const { values } = await toy.forward(firstTokens(tokens, 128), signal);
      return { kind: "states", values: values.map((value) => (value === 1e6 ? 0 : value)), hidden };
    }),
  },
  {
    what: "ignores the signal",
    caughtBy: "does not begin what is cancelled already",
    load: withForward((tokens, _signal, toy) => toy.forward(tokens)),
  },
  {
    what: "is poisoned by a cancelled call",
    caughtBy: "serves on after a call was cancelled under way",
    load: () => {
      let poisoned = false;
      return withForward(async (tokens, signal, toy) => {
        signal?.addEventListener("abort", () => {
          poisoned = true;
        });
        if (poisoned) throw new Error("the engine is stuck");
        return toy.forward(tokens, signal);
      })();
    },
  },
  {
    what: "keeps the batch of the moment in one place",
    caughtBy: "keeps 32 calls at once apart",
    load: () => {
      let current: TokenBatch | undefined;
      return withForward(async (tokens, signal, toy) => {
        current = tokens;
        await Promise.resolve();
        return toy.forward(current, signal);
      })();
    },
  },
  {
    what: "cannot be disposed twice",
    caughtBy: "can be disposed twice, and ends the calls before first",
    load: () => {
      const toy = new ToyBackend();
      let disposals = 0;
      return Object.assign(toy, {
        dispose: async () => {
          if (++disposals > 1) throw new Error("double free");
        },
      });
    },
  },
  {
    what: "computes after dispose",
    caughtBy: "says BackendUnavailable after dispose",
    load: () => Object.assign(new ToyBackend(), { dispose: async () => undefined }),
  },
  {
    what: "takes any option",
    caughtBy: "names an option that it does not know",
    load: () => new ToyBackend(),
    takesAnyOption: true,
  },
  {
    what: "leaves the closing token out",
    caughtBy: "gives the model's own vectors (golden probes)",
    load: withForward(async (tokens, signal, toy) => {
      const lengths = Array.from({ length: tokens.batch }, (_, row) =>
        tokens.attentionMask
          .subarray(row * tokens.sequence, (row + 1) * tokens.sequence)
          .reduce((sum, value) => sum + value, 0),
      );
      const attentionMask = tokens.attentionMask.map((value, index) => {
        const row = Math.floor(index / tokens.sequence);
        return index % tokens.sequence === (lengths[row] as number) - 1 ? 0 : value;
      });
      const { values } = await toy.forward({ ...tokens, attentionMask }, signal);
      return { kind: "states", values: values.map((value) => (value === 1e6 ? 0 : value)), hidden };
    }),
  },
];
