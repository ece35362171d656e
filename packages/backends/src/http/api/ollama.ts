import { IsovecError } from "@isovec/core";
import { z } from "zod";
import { type AnsweredNumbers, numbersSchema, vectorsOf } from "./answered-vectors.ts";
import type { EmbeddingApiKind } from "./embedding-api.ts";

const path = "/api/embed";
const answerSchema: z.ZodType<{ readonly embeddings: readonly AnsweredNumbers[] }> = z.object({
  embeddings: z.array(numbersSchema),
});

/** Ollama's `POST /api/embed` (its docs/api.md): takes text only, and always normalises. */
export const ollama: EmbeddingApiKind = {
  inputs: ["text"],
  create: ({ server, model }) => {
    if (model === undefined) {
      throw new IsovecError("ConfigurationInvalid", "backendOptions.model: Ollama needs a model's name.", {
        remedy: 'Write it as `ollama list` shows it, for example "all-minilm".',
      });
    }
    return {
      embed: async ({ rows }, signal) => {
        const { embeddings } = await server.ask(path, { model, input: rows }, answerSchema, signal);
        return vectorsOf(server, path, embeddings, rows.length);
      },
    };
  },
};
