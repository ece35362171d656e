import { assertSameBits, assertSameRows, repeatTolerance } from "./compare.ts";
import {
  type BackendCheck,
  embedderOver,
  fail,
  type LoadedSubject,
  rowsFor,
  sampleTexts,
} from "./subject.ts";

async function alone({ embedder }: LoadedSubject, texts: readonly string[]): Promise<Float32Array[]> {
  const rows: Float32Array[] = [];
  for (const text of texts) rows.push(...(await rowsFor(embedder, [text])));
  return rows;
}

/** A text of the model's maximum length or more, of one-token words. */
function longText({ tokenizer, card }: LoadedSubject, tokens: number): string {
  const words = Math.max(0, tokens - tokenizer.tokenize("", card.prompts.document).tokens);
  return Array.from({ length: words }, (_, index) => "abcdefghij"[index % 10]).join(" ");
}

export const invarianceChecks: readonly BackendCheck[] = [
  {
    name: "gives a text the vector it has alone when others are beside it",
    run: async (subject) => {
      const together = await rowsFor(subject.embedder, sampleTexts);
      const tolerance = repeatTolerance(subject.backend.capabilities.numeric);
      assertSameRows(together, await alone(subject, sampleTexts), tolerance, "in a batch");
    },
  },
  {
    name: "keeps the order of the texts",
    run: async (subject) => {
      const order = [3, 0, 6, 2, 5, 1, 4];
      const shuffled = await rowsFor(
        subject.embedder,
        order.map((index) => sampleTexts[index] as string),
      );
      const straight = await rowsFor(subject.embedder, sampleTexts);
      const tolerance = repeatTolerance(subject.backend.capabilities.numeric);
      const expected = order.map((index) => straight[index] as Float32Array);
      assertSameRows(shuffled, expected, tolerance, "in another order");
    },
  },
  {
    name: "gives the same bits when it is asked again",
    run: async ({ embedder }) => {
      const first = await embedder.embed(sampleTexts, { role: "document" });
      const second = await embedder.embed(sampleTexts, { role: "document" });
      assertSameBits(first.vectors, second.vectors, "the second answer");
    },
  },
  {
    name: "leaves a former answer alone",
    run: async ({ backend, tokenizer }) => {
      const outputs: { values: Float32Array; copy: Float32Array }[] = [];
      for (const text of ["first text", "quite another"]) {
        const { ids } = tokenizer.tokenize(text);
        const { values } =
          backend.input === "text"
            ? await backend.forward([text])
            : await backend.forward({
                batch: 1,
                sequence: ids.length,
                inputIds: ids,
                attentionMask: new Int32Array(ids.length).fill(1),
                tokenTypeIds: new Int32Array(ids.length),
              });
        outputs.push({ values, copy: values.slice() });
      }
      for (const { values, copy } of outputs) assertSameBits(values, copy, "an answer after the next call");
    },
  },
  {
    name: "does not change what it is fed",
    run: async ({ backend, tokenizer }) => {
      if (backend.input !== "tokens") return;
      const { ids } = tokenizer.tokenize("do not touch");
      const tokens = {
        batch: 1,
        sequence: ids.length,
        inputIds: ids.slice(),
        attentionMask: new Int32Array(ids.length).fill(1),
        tokenTypeIds: new Int32Array(ids.length),
      };
      await backend.forward(tokens);
      if (tokens.inputIds.some((id, index) => id !== ids[index])) fail("the ids were changed");
      if (tokens.attentionMask.some((value) => value !== 1)) fail("the mask was changed");
    },
  },
  {
    name: "gives the same vectors when it is loaded a second time",
    run: async (subject) => {
      const second = await subject.load();
      try {
        const rows = await rowsFor(embedderOver(subject, second), sampleTexts);
        const tolerance = repeatTolerance(subject.backend.capabilities.numeric);
        assertSameRows(rows, await rowsFor(subject.embedder, sampleTexts), tolerance, "loaded again");
      } finally {
        await second.dispose();
      }
    },
  },
  {
    name: "takes more texts than fit one batch",
    run: async (subject) => {
      const { maxBatchTexts = 64 } = subject.backend.capabilities;
      const texts = Array.from({ length: maxBatchTexts + 1 }, (_, index) => `text number ${index}`);
      const rows = await rowsFor(subject.embedder, texts);
      const tolerance = repeatTolerance(subject.backend.capabilities.numeric);
      const last = await alone(subject, texts.slice(-1));
      assertSameRows(rows.slice(-1), last, tolerance, "the last text");
    },
  },
  {
    name: "takes a text of exactly the maximum length, and cuts a longer one to it",
    run: async (subject) => {
      const { card, embedder, backend } = subject;
      if (card.maxTokens > 8192) return;
      const exact = longText(subject, card.maxTokens);
      const { usage } = await embedder.embed([exact], { role: "document" });
      if (usage[0]?.usedTokens !== card.maxTokens) fail(`${usage[0]?.usedTokens} tokens were used`);
      const [whole, longer] = await rowsFor(embedder, [exact, `${exact} and a tail that is cut off`]);
      const tolerance = repeatTolerance(backend.capabilities.numeric);
      assertSameRows([longer as Float32Array], [whole as Float32Array], tolerance, "a text over the maximum");
    },
  },
  {
    name: "reads a text to its end",
    run: async (subject) => {
      const { card, embedder } = subject;
      const length = Math.min(card.maxTokens, 2048);
      const text = longText(subject, length);
      const [one, other] = await rowsFor(embedder, [text, `${text.slice(0, -1)}z`]);
      if ((one as Float32Array).every((value, index) => value === other?.[index])) {
        fail(`the last of ${length} tokens changes nothing`);
      }
    },
  },
];
