import type { PlainServer } from "@isovec/backends";
import type { ModelCard, Patient, TextEmbedder } from "@isovec/core";

/** An engine of ours, put together as the server does, but proven by nothing. */
export function enginePatient(embedder: TextEmbedder, signal: AbortSignal): Patient {
  return {
    embed: async (texts, role) => {
      const { vectors, dimensions } = await embedder.embed(texts, { role, signal });
      return texts.map((_text, row) => vectors.slice(row * dimensions, (row + 1) * dimensions));
    },
  };
}

/** A server that is sent the model's prompt and the text, as by the engine http. */
export function serverPatient(server: PlainServer, { prompts }: ModelCard, signal: AbortSignal): Patient {
  return {
    embed: (texts, role) =>
      server.embed(
        texts.map((text) => prompts[role] + text),
        signal,
      ),
  };
}
