import { createTokenizer, type ModelCard, readModel, type TextTokenizer } from "@isovec/core";
import { beforeAll, describe, expect, it } from "vitest";
import { answering, apiOver } from "../../../test/http/api.ts";
import { bundledModel } from "../../../test/subject.ts";
import type { InputKind } from "../http-options.ts";

let card: ModelCard;
let tokenizer: TextTokenizer;
beforeAll(async () => {
  card = await readModel(bundledModel);
  tokenizer = createTokenizer(card);
});

interface Tei {
  readonly maxInputLength?: number;
  /** What its tokenizer does to a text before it reads it. */
  readonly reads?: (text: string) => string;
  /** Ids as it writes them out as text. */
  readonly decodes?: (ids: readonly number[]) => string;
  /** Version that has neither `/tokenize` nor `/decode`. */
  readonly old?: boolean;
}

function tei({ maxInputLength = 256, reads = (text) => text, decodes, old = false }: Tei, input: InputKind) {
  const spelt = (ids: readonly number[]) => `ids ${ids.join(" ")}`;
  return apiOver(
    "tei",
    card,
    (body) => (request, response) => {
      const { inputs = [], ids = [] } = (body ?? {}) as { inputs?: string[]; ids?: number[][] };
      const answer = (): unknown => {
        if (request.url === "/info") return { max_input_length: maxInputLength, max_client_batch_size: 7 };
        if (request.url === "/decode") return ids.map(decodes ?? spelt);
        return inputs.map((text) => {
          const own = /^ids (.*)$/.exec(text)?.[1]?.split(" ").map(Number);
          return (own ?? Array.from(tokenizer.tokenize(reads(text)).ids)).map((id) => ({ id }));
        });
      };
      if (old && request.url !== "/info") response.writeHead(404).end();
      else answering(answer())(request, response);
    },
    { input },
  );
}

describe("TEI, when it is loaded", () => {
  it.each<InputKind>(["tokens", "text"])("says how many texts it takes: by %s", async (input) => {
    const { api } = await tei({}, input);
    await expect(api.inspect?.()).resolves.toEqual({ maxBatchTexts: 7 });
  });

  it("is not held against what an older version does not say", async () => {
    const { api } = await tei({ old: true }, "tokens");
    await expect(api.inspect?.()).resolves.toEqual({ maxBatchTexts: 7 });
  });

  it.each<[InputKind, number, RegExp | undefined]>([
    ["tokens", 512, undefined],
    ["tokens", 128, /takes 128 tokens of a text; all-MiniLM-L6-v2 takes 256/],
    ["text", 512, /takes 512 tokens of a text/],
    ["text", 128, /takes 128 tokens of a text/],
  ])("by %s, with a limit of %i tokens", async (input, maxInputLength, message) => {
    const { api } = await tei({ maxInputLength }, input);
    const inspection = api.inspect?.();
    if (message === undefined) await inspection;
    else {
      await expect(inspection).rejects.toMatchObject({
        name: "ProbeFailed",
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(/./),
      });
    }
  });

  it("is refused when it reads a text as other tokens, which are shown", async () => {
    const { api } = await tei({ reads: (text) => text.replaceAll("ï", "\u4e00") }, "text");
    await expect(api.inspect?.()).rejects.toMatchObject({
      name: "ProbeFailed",
      message: expect.stringMatching(
        /reads "La sarcoïdose .*" as the tokens 101 .*; all-MiniLM-L6-v2 has 101 /,
      ),
      remedy: expect.stringContaining('"input": "tokens"'),
    });
  });

  it("is refused when ids do not survive its way of taking them", async () => {
    const decodes = (ids: readonly number[]) => `ids ${ids.filter((id) => id !== 1012).join(" ")}`;
    const { api } = await tei({ decodes }, "tokens");
    await expect(api.inspect?.()).rejects.toMatchObject({
      name: "ProbeFailed",
      remedy: expect.stringContaining('"input": "text"'),
    });
  });
});

describe("TEI's texts", () => {
  it("are cut by it, and the empty one is sent as its special tokens", async () => {
    const { api, bodies } = await apiOver("tei", card, () => answering([[1], [2]]), { input: "text" });
    await api.embed({ kind: "text", rows: ["", "words"] });
    expect(bodies).toEqual([{ inputs: [[101, 102], "words"], normalize: true, truncate: true }]);
  });

  it("are not cut by it when ids are sent", async () => {
    const { api, bodies } = await apiOver("tei", card, () => answering([[1]]));
    await api.embed({ kind: "tokens", rows: [[101, 102]] });
    expect(bodies).toEqual([{ inputs: [[101, 102]], normalize: true, truncate: false }]);
  });
});

describe("llama-server, when it is loaded to take text", () => {
  it("is refused when it leaves out the special tokens", async () => {
    const { api, bodies } = await apiOver(
      "llama-server",
      card,
      (body) => {
        const { content } = body as { content: string };
        return answering({ tokens: Array.from(tokenizer.tokenize(content).ids).slice(1, -1) });
      },
      { input: "text" },
    );
    await expect(api.inspect?.()).rejects.toThrowError(
      /as the tokens 1996 .*; all-MiniLM-L6-v2 has 101 1996/,
    );
    expect(bodies).toEqual([{ content: "The quick brown fox.", add_special: true }]);
  });

  it("is not asked when ids are sent", async () => {
    const { api, bodies } = await apiOver("llama-server", card, () => answering({}));
    await expect(api.inspect?.()).resolves.toEqual({});
    expect(bodies).toEqual([]);
  });
});
