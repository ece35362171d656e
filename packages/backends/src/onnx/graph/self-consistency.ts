import {
  cosineDistance,
  createEmbedder,
  createTokenizer,
  IsovecError,
  type ModelCard,
  type TokenBackend,
} from "@isovec/core";

/** Of different lengths, so that every one but the longest is padded in a batch. */
const texts: readonly string[] = [
  "a",
  "how are passwords hashed",
  "A turtle has a shell, a bird has wings, and neither of them has ever read a book about vectors.",
  "const answer = 42;",
];

/** 1 - cosine that a text may have to itself: float32's noise, or what rounding to 8 bits per batch does. */
const bounds: Readonly<Record<string, number>> = { fp32: 1e-5, int8: 5e-3 };

function rows(vectors: Float32Array, dimensions: number): Float32Array[] {
  return texts.map((_text, row) => vectors.slice(row * dimensions, (row + 1) * dimensions));
}

/** The row that differs most, or a row with itself where all are alike. */
function furthest(actual: readonly Float32Array[], expected: readonly Float32Array[]): number {
  return expected.reduce((most, vector, row) => Math.max(most, cosineDistance(actual[row] ?? [], vector)), 0);
}

/**
 * Holds an engine that runs a published graph against itself, where there is no reference: finite vectors of the model's dimensions, equal alone and
 * in a batch, in any order, and different for different texts. It cannot tell a wrong model from the right one.
 * @throws IsovecError `ProbeFailed` that names what does not hold, and what the engine throws; it is disposed then
 */
export async function assertSelfConsistent(card: ModelCard, backend: TokenBackend): Promise<void> {
  try {
    await check(card, backend);
  } catch (error) {
    await backend.dispose();
    throw error;
  }
}

async function check(card: ModelCard, backend: TokenBackend): Promise<void> {
  const failed = (what: string, remedy: string): IsovecError =>
    new IsovecError("ProbeFailed", `The graph ${card.weightsFile} cannot be used: ${what}.`, { remedy });
  const export_ = "Export the model again, with attention_mask as an input and dynamic axes.";
  const embedder = createEmbedder({ card, tokenizer: createTokenizer(card), backend });
  const embed = async (given: readonly string[]) =>
    (await embedder.embed(given, { role: "document" })).vectors;
  const alone: Float32Array[] = [];
  for (const text of texts) alone.push(await embed([text]));
  const together = rows(await embed(texts), card.dimensions);
  const bound = bounds[backend.capabilities.dtype] ?? 5e-3;
  const distance = furthest(together, alone);
  if (!(distance <= bound)) {
    throw failed(
      `a text's vector changes by ${distance.toExponential(1)} (1 - cosine) with the texts beside it, at most ${bound} is allowed`,
      backend.capabilities.dtype === "fp32"
        ? `${export_} For a quantised graph, set dtype to int8.`
        : export_,
    );
  }
  const reversed = rows(await embed([...texts].reverse()), card.dimensions).reverse();
  if (!(furthest(reversed, together) <= bound))
    throw failed("its vectors are not in the order of the texts", export_);
  const [first, ...others] = alone as [Float32Array, ...Float32Array[]];
  if (others.every((other) => cosineDistance(other, first) < 1e-9)) {
    throw failed("it gives all texts the same vector", "Fetch the model again, or choose another.");
  }
}
