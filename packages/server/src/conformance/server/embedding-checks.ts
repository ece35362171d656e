import { fail, quoted } from "../check.ts";
import { distance } from "../distance.ts";
import type { ServerCheck, ServerSubject } from "./server-subject.ts";
import { activeModel, blockOf, embed, numbersOf, rowsOf, texts } from "./vectors.ts";

const sameVector = 1e-5;

/** @param bytes of all rows, in base64 */
async function sameAsNumbers(
  subject: ServerSubject,
  dtype: "int8" | "binary",
  bytes: readonly number[],
  width: number,
): Promise<void> {
  const rows = numbersOf(await embed(subject, texts, { dtype, encoding: "float" }), width);
  const stray = rows.flat().findIndex((value, at) => value !== bytes[at]);
  if (stray >= 0) fail(`${dtype} as numbers has ${rows.flat()[stray]} where base64 has ${bytes[stray]}`);
}

export const embeddingChecks: readonly ServerCheck[] = [
  {
    id: "ESP-EMBED-1",
    title: "gives a row and a usage for every text, none for none",
    run: async (subject) => {
      for (const inputs of [texts, texts.slice(0, 1), []]) {
        for (const encoding of ["base64", "float"] as const) {
          const { count, usage, data } = await embed(subject, inputs, { encoding });
          if (count !== inputs.length) fail(`${inputs.length} texts have the count ${quoted(count)}`);
          if (usage?.length !== inputs.length) fail(`${inputs.length} texts have the usage ${quoted(usage)}`);
          if (count === 0 && data.length !== 0) fail(`no texts have the data ${quoted(data)}`);
        }
      }
    },
  },
  {
    id: "ESP-EMBED-2",
    title: "packs float32, little-endian, into base64",
    run: async (subject) => {
      const rows = rowsOf(await embed(subject, texts));
      const plain = await embed(subject, texts, { encoding: "float" });
      const numbers = numbersOf(plain, plain.dimensions);
      for (const [at, row] of rows.entries()) {
        // Whether the bits are the same is a check of its own.
        if (distance(row, numbers[at] ?? []) > 1e-3) fail(`row ${at} in base64 is not what it is as numbers`);
      }
    },
  },
  {
    id: "ESP-EMBED-3",
    title: "gives the same bits as numbers",
    run: async (subject) => {
      const packed = blockOf(await embed(subject, texts));
      const plain = await embed(subject, texts, { encoding: "float" });
      const values = Float32Array.from(numbersOf(plain, plain.dimensions).flat());
      const bits = Buffer.alloc(values.length * 4);
      for (const [at, value] of values.entries()) bits.writeFloatLE(value, at * 4);
      if (bits.length !== packed.length)
        fail(`base64 has ${packed.length / 4} values, numbers ${values.length}`);
      const differing = values.findIndex(
        (_value, at) => bits.readUInt32LE(at * 4) !== packed.readUInt32LE(at * 4),
      );
      if (differing >= 0) {
        fail(`value ${differing} is ${packed.readFloatLE(differing * 4)} in base64 and ${values[differing]}`);
      }
    },
  },
  {
    id: "ESP-EMBED-4",
    title: "gives every text its own vector, whatever is beside it",
    run: async (subject) => {
      const rows = rowsOf(await embed(subject, texts));
      const turned = rowsOf(await embed(subject, texts.toReversed())).toReversed();
      for (const [at, text] of texts.entries()) {
        const row = rows[at] ?? [];
        const [alone] = rowsOf(await embed(subject, [text]));
        const far = Math.max(distance(row, alone ?? []), distance(row, turned[at] ?? []));
        if (far > sameVector) {
          fail(`the vector of ${quoted(text)} moves by ${far} (1 - cosine) with the texts beside it`);
        }
        const twin = rows.findIndex((other, index) => index !== at && distance(row, other) < sameVector);
        if (twin >= 0) fail(`${quoted(text)} and ${quoted(texts[twin])} have the same vector`);
      }
    },
  },
  {
    id: "ESP-EMBED-5",
    title: "cuts to fewer dimensions, of length 1, in a space of their own",
    run: async (subject) => {
      const whole = await embed(subject, texts);
      const half = Math.ceil(whole.dimensions / 2);
      const cut = await embed(subject, texts, { dimensions: half });
      if (cut.dimensions !== half) fail(`dimensions is ${cut.dimensions} where ${half} were asked for`);
      if (cut.vectorSpace === whole.vectorSpace) fail(`vectors of ${half} dimensions are of the same space`);
      const rows = rowsOf(whole);
      for (const [at, row] of rowsOf(cut).entries()) {
        const wanted = (rows[at] ?? new Float32Array()).subarray(0, half);
        if (distance(row, wanted) > sameVector) fail(`row ${at} is not the first ${half} components`);
        const length = Math.hypot(...row);
        if (Math.abs(length - 1) > 1e-4) fail(`row ${at} of ${half} dimensions has the length ${length}`);
      }
    },
  },
  {
    id: "ESP-EMBED-6",
    title: "rounds to int8 and packs signs",
    run: async (subject) => {
      const whole = await embed(subject, texts);
      const rows = rowsOf(whole);
      const int8 = blockOf(await embed(subject, texts, { dtype: "int8" }));
      const binary = blockOf(await embed(subject, texts, { dtype: "binary" }));
      const { dimensions } = whole;
      const rowBytes = Math.ceil(dimensions / 8);
      await sameAsNumbers(subject, "int8", Array.from(new Int8Array(int8)), dimensions);
      await sameAsNumbers(subject, "binary", Array.from(binary), rowBytes);
      if (int8.length !== texts.length * dimensions) fail(`int8 has ${int8.length} bytes`);
      if (binary.length !== texts.length * rowBytes) fail(`binary has ${binary.length} bytes`);
      for (const [row, values] of rows.entries()) {
        for (const [at, value] of values.entries()) {
          // A half may be rounded either way.
          const rounded = int8.readInt8(row * dimensions + at);
          if (Math.abs(rounded - value * 127) > 0.501) fail(`int8 of ${value} is ${rounded}`);
          const bit = ((binary[row * rowBytes + (at >> 3)] ?? 0) >> (7 - (at & 7))) & 1;
          if (value !== 0 && bit !== Number(value > 0)) {
            fail(`binary of ${value}, component ${at}, is ${bit}`);
          }
        }
      }
    },
  },
  {
    id: "ESP-EMBED-7",
    title: "says how many tokens there are and how many were used",
    run: async (subject) => {
      const { maxTokens } = await activeModel(subject);
      const { usage } = await embed(subject, ["a", "word ".repeat(maxTokens + 1)]);
      for (const { tokens, usedTokens, truncated } of usage) {
        if (usedTokens > maxTokens) fail(`${usedTokens} tokens were used of at most ${maxTokens}`);
        if (truncated !== usedTokens < tokens) {
          fail(`truncated is ${truncated} where ${usedTokens} of ${tokens} tokens were used`);
        }
      }
      if (usage[1]?.truncated !== true) fail(`a text of over ${maxTokens} words has ${quoted(usage[1])}`);
    },
  },
];
