import { IsovecError } from "../../errors/isovec-error.ts";
import { norm } from "../distance.ts";
import { assertSameRows, repeatTolerance } from "./compare.ts";
import { type BackendCheck, fail, type LoadedSubject, rowsFor, sampleTexts } from "./subject.ts";

/** A batch of one text as it would be fed, for calling the engine itself. */
async function forwardOne({ backend, tokenizer }: LoadedSubject, text: string) {
  if (backend.input === "text") return backend.forward([text]);
  const { ids } = tokenizer.tokenize(text);
  return backend.forward({
    batch: 1,
    sequence: ids.length,
    inputIds: ids,
    attentionMask: new Int32Array(ids.length).fill(1),
    tokenTypeIds: new Int32Array(ids.length),
  });
}

export const shapeChecks: readonly BackendCheck[] = [
  {
    name: "declares what it is",
    run: async ({ backend }) => {
      const { device, dtype, numeric, preferredBatchTokens } = backend.capabilities;
      if (backend.specificationVersion !== 1) fail(`specificationVersion is ${backend.specificationVersion}`);
      for (const [key, value] of Object.entries({ id: backend.id, device, dtype, numeric })) {
        if (typeof value !== "string" || value === "") fail(`${key} is ${JSON.stringify(value)}`);
      }
      if (!(preferredBatchTokens >= 1)) fail(`preferredBatchTokens is ${preferredBatchTokens}`);
    },
  },
  {
    name: "returns what its capabilities declare",
    run: async (subject) => {
      const { kind } = await forwardOne(subject, "a text");
      const { output } = subject.backend.capabilities;
      if (kind !== output) fail(`it declares ${output} and returns ${kind}`);
    },
  },
  {
    name: "returns values of the declared shape",
    run: async (subject) => {
      const output = await forwardOne(subject, "a text");
      const { card, tokenizer } = subject;
      const width = output.kind === "states" ? output.hidden : output.dimensions;
      const wanted = output.kind === "vectors" ? card.dimensions : card.hiddenSize;
      if (output.kind !== "pooled" && width !== wanted)
        fail(`it is ${width} wide where the model is ${wanted}`);
      const rows = output.kind === "states" ? tokenizer.tokenize("a text").ids.length : 1;
      if (output.values.length !== rows * width)
        fail(`${output.values.length} values for ${rows} x ${width}`);
    },
  },
  {
    name: "gives one vector a text",
    run: async ({ embedder, card }) => {
      const { vectors, dimensions, usage } = await embedder.embed(sampleTexts, { role: "document" });
      if (dimensions !== card.dimensions)
        fail(`${dimensions} dimensions where the model has ${card.dimensions}`);
      if (vectors.length !== sampleTexts.length * dimensions) fail(`${vectors.length} components`);
      if (usage.length !== sampleTexts.length) fail(`usage of ${usage.length} texts`);
    },
  },
  {
    name: "takes an empty list",
    run: async ({ embedder }) => {
      const { vectors } = await embedder.embed([], { role: "document" });
      if (vectors.length !== 0) fail(`${vectors.length} components for no text`);
    },
  },
  {
    name: "gives the empty text a vector, or refuses it by name",
    run: async ({ embedder, card }) => {
      try {
        const { vectors } = await embedder.embed(["", "a"], { role: "document" });
        if (vectors.length !== 2 * card.dimensions) fail(`${vectors.length} components for two texts`);
      } catch (error) {
        // A model without special tokens has nothing to compute of it.
        if (!(IsovecError.is(error) && error.name === "InputInvalid")) throw error;
      }
    },
  },
  {
    name: "gives finite values",
    run: async ({ embedder }) => {
      for (const [row, vector] of (await rowsFor(embedder, sampleTexts)).entries()) {
        if (!vector.every(Number.isFinite)) fail(`text ${row} has a component that is not finite`);
        if (norm(vector) === 0) fail(`text ${row} has a vector of zeros`);
      }
    },
  },
  {
    name: "gives vectors of the length that the model says",
    run: async ({ embedder }) => {
      if (!embedder.vectorSpace.normalized) return;
      for (const [row, vector] of (await rowsFor(embedder, sampleTexts)).entries()) {
        if (!(Math.abs(norm(vector) - 1) <= 1e-4)) fail(`text ${row} has length ${norm(vector)}`);
      }
    },
  },
  {
    name: "gives different texts different vectors",
    run: async ({ embedder }) => {
      const rows = await rowsFor(embedder, sampleTexts);
      for (const [row, vector] of rows.entries()) {
        const twin = rows.findIndex(
          (other, index) => index > row && other.every((value, i) => value === vector[i]),
        );
        if (twin >= 0) fail(`texts ${row} and ${twin} have one vector`);
      }
    },
  },
  {
    name: "takes halves of surrogate pairs",
    run: async ({ embedder, backend }) => {
      const tolerance = repeatTolerance(backend.capabilities.numeric);
      const [broken, whole] = await rowsFor(embedder, ["a\ud83d b\ude00", "a\ufffd b\ufffd"]);
      assertSameRows([broken as Float32Array], [whole as Float32Array], tolerance, "a lone surrogate");
    },
  },
  {
    name: "refuses a token id that the model does not have",
    run: async ({ backend, card, embedder }) => {
      if (backend.input !== "tokens") return;
      const stray = {
        batch: 1,
        sequence: 1,
        attentionMask: Int32Array.of(1),
        tokenTypeIds: new Int32Array(1),
      };
      for (const id of [card.vocabularySize, -1]) {
        const refused = await backend.forward({ ...stray, inputIds: Int32Array.of(id) }).then(
          () => false,
          (error: unknown) => IsovecError.is(error),
        );
        if (!refused) fail(`token id ${id} was taken`);
      }
      await embedder.embed(["still there"], { role: "document" });
    },
  },
];
