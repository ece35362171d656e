import { vectorSpaceOf, withDimensions } from "../../model/vector-space.ts";
import { runProbes } from "../run-probes.ts";
import { assertSameBits } from "./compare.ts";
import { type BackendCheck, fail, rowsFor } from "./subject.ts";

export const meaningChecks: readonly BackendCheck[] = [
  {
    name: "gives the model's own vectors (golden probes)",
    run: async ({ embedder, probes }) => {
      if (probes === undefined) return;
      const { passed, largest, tolerance, cause } = await runProbes(embedder, probes);
      if (!passed) fail(`1 - cosine is ${largest}, at most ${tolerance} is allowed; likely cause: ${cause}`);
    },
  },
  {
    name: "puts the prompt of the role in front, and none where the model has none",
    run: async ({ embedder, card }) => {
      const text = "the same words";
      const query = (await embedder.embed([text], { role: "query" })).vectors;
      const document = (await embedder.embed([text], { role: "document" })).vectors;
      const same = query.every((value, index) => value === document[index]);
      if (same !== (card.prompts.query === card.prompts.document)) {
        fail(same ? "both roles have one vector" : "the roles differ though the prompts do not");
      }
    },
  },
  {
    name: "names a space that changes with everything that changes a vector",
    run: async ({ backend, embedder, card }) => {
      const { numeric } = backend.capabilities;
      if (embedder.vectorSpace.id !== vectorSpaceOf(card, numeric).id) fail("its space is not the model's");
      const others = [
        vectorSpaceOf(card, `${numeric} changed`),
        vectorSpaceOf({ ...card, maxTokens: card.maxTokens - 1 }, numeric),
        vectorSpaceOf({ ...card, prompts: { query: "other", document: "" } }, numeric),
        vectorSpaceOf({ ...card, weightsFingerprint: "other" }, numeric),
        withDimensions(embedder.vectorSpace, 1),
      ];
      if (new Set([embedder.vectorSpace, ...others].map(({ id }) => id)).size !== others.length + 1) {
        fail("two spaces that differ have one id");
      }
    },
  },
  {
    name: "gives vectors that keep every bit in base64 and as JSON numbers",
    run: async ({ embedder }) => {
      const [vector] = (await rowsFor(embedder, ["bits"])) as [Float32Array];
      const numbers = Float32Array.from(JSON.parse(JSON.stringify(Array.from(vector))) as number[]);
      assertSameBits(numbers, vector, "as JSON numbers");
      const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
      const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
      const back = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
      assertSameBits(new Float32Array(back.buffer), vector, "in base64");
    },
  },
];
