import type { BackendLoadOptions } from "../../backend/backend-provider.ts";
import type { EmbeddingBackend } from "../../backend/embedding-backend.ts";
import { createEmbedder } from "../../embedder/create-embedder.ts";
import type { TextEmbedder } from "../../embedder/text-embedder.ts";
import type { ModelCard } from "../../model/model-card.ts";
import type { TextTokenizer } from "../../preprocess/tokenizer/text-tokenizer.ts";
import type { ProbeSet } from "../probe-set.ts";

/** The engine under test, and what it is tested with. */
export interface BackendSubject {
  readonly card: ModelCard;
  readonly tokenizer: TextTokenizer;
  /** Loads the engine anew. Given options of its own are those a user could have configured. */
  readonly load: (options?: BackendLoadOptions["options"]) => Promise<EmbeddingBackend>;
  /** What the engine's vectors are held against. Without it the check of the probes is left out. */
  readonly probes?: ProbeSet;
}

/** One engine that the checks share; a check that ends or breaks it loads its own. */
export interface LoadedSubject extends BackendSubject {
  readonly backend: EmbeddingBackend;
  readonly embedder: TextEmbedder;
}

export interface BackendCheck {
  readonly name: string;
  /** @throws BackendCheckFailed, or what the engine threw */
  readonly run: (subject: LoadedSubject) => Promise<void>;
}

/** What an engine does that the contract does not allow. */
export class BackendCheckFailed extends Error {
  override readonly name = "BackendCheckFailed";
}

export function fail(message: string): never {
  throw new BackendCheckFailed(message);
}

export function embedderOver(subject: BackendSubject, backend: EmbeddingBackend): TextEmbedder {
  return createEmbedder({ card: subject.card, tokenizer: subject.tokenizer, backend });
}

/** Texts of different lengths and kinds, no two alike. */
export const sampleTexts: readonly string[] = [
  "how are passwords hashed",
  "a",
  "A turtle has a shell, a bird has wings, and neither of them has ever read a book about vectors.",
  "const answer = 42;",
  "for (const [key, value] of Object.entries(settings)) apply(key, value);",
  "Ünïcödé and 漢字 and emoji 🦉",
  "zeta",
];

/** Row `index` of an embedding. */
export async function rowsFor(embedder: TextEmbedder, texts: readonly string[]): Promise<Float32Array[]> {
  const { vectors, dimensions } = await embedder.embed(texts, { role: "document" });
  return texts.map((_text, row) => vectors.slice(row * dimensions, (row + 1) * dimensions));
}
