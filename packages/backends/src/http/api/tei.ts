import { createTokenizer, IsovecError } from "@isovec/core";
import { z } from "zod";
import { type AnsweredNumbers, numbersSchema, vectorsOf } from "./answered-vectors.ts";
import type { ApiContext, EmbeddingApiKind, ServerInputs } from "./embedding-api.ts";
import { assertTokensAgree } from "./token-agreement.ts";

const path = "/embed";
const answerSchema: z.ZodType<readonly AnsweredNumbers[]> = z.array(numbersSchema);
const limitsSchema: z.ZodType<{ readonly max_input_length: number; readonly max_client_batch_size: number }> =
  z.object({ max_input_length: z.int().positive(), max_client_batch_size: z.int().positive() });
const textsSchema: z.ZodType<readonly string[]> = z.array(z.string()).length(1);
const tokensSchema: z.ZodType<readonly (readonly { readonly id: number }[])[]> = z
  .array(z.array(z.object({ id: z.int() })))
  .length(1);

/** Texts beyond the limit are refused, or cut, by the server: it must be the model's own. */
async function assertLength({ server, card, input }: ApiContext, limit: number): Promise<void> {
  const fits = input === "tokens" ? limit >= card.maxTokens : limit === card.maxTokens;
  if (fits) return;
  throw new IsovecError(
    "ProbeFailed",
    `${server.host} takes ${limit} tokens of a text; ${card.name} takes ${card.maxTokens}.`,
    {
      remedy:
        limit > card.maxTokens
          ? 'Set "input": "tokens" in backendOptions, so that texts are cut here.'
          : "Start it with the model's own sentence_bert_config.json and a larger --max-batch-tokens.",
    },
  );
}

async function assertTokens(context: ApiContext, signal: AbortSignal | undefined): Promise<void> {
  const { server, card, input } = context;
  const tokenize = async (text: string, specials: boolean) => {
    const body = { inputs: [text], add_special_tokens: specials };
    const answer = await server.askIfKnown("/tokenize", body, tokensSchema, signal);
    return answer?.[0]?.map(({ id }) => id);
  };
  if (input === "text") return assertTokensAgree(server, card, (text) => tokenize(text, true));
  // TEI turns ids into text and tokenizes that (`EncodingInput::Ids` in its core/src/tokenization.rs), which loses
  // spaces of some tokenizers.
  const again = async (_text: string, ids: readonly number[]) => {
    const body = { ids: [ids], skip_special_tokens: false };
    const decoded = await server.askIfKnown("/decode", body, textsSchema, signal);
    return decoded?.[0] === undefined ? undefined : tokenize(decoded[0], false);
  };
  return assertTokensAgree(server, card, again, 'Set "input": "text" in backendOptions.');
}

/**
 * Hugging Face's text-embeddings-inference, `POST /embed` (its docs/openapi.json): `inputs` is a list of texts or of
 * lists of token ids.
 */
export const tei: EmbeddingApiKind = {
  inputs: ["tokens", "text"],
  create: (context) => {
    const { server, card } = context;
    const normalize = card.steps.at(-1)?.kind === "normalize";
    const empty = context.input === "text" ? Array.from(createTokenizer(card).tokenize("").ids) : [];
    // It refuses the empty text, but not the ids of its special tokens.
    const inputsOf = ({ kind, rows }: ServerInputs) =>
      kind === "tokens" ? rows : rows.map((text) => (text === "" ? empty : text));
    return {
      embed: async (inputs, signal) => {
        const body = { inputs: inputsOf(inputs), normalize, truncate: inputs.kind === "text" };
        const answer = await server.ask(path, body, answerSchema, signal);
        return vectorsOf(server, path, answer, inputs.rows.length);
      },
      inspect: async (signal) => {
        const limits = await server.ask("/info", undefined, limitsSchema, signal);
        await assertLength(context, limits.max_input_length);
        await assertTokens(context, signal);
        return { maxBatchTexts: limits.max_client_batch_size };
      },
    };
  },
};
