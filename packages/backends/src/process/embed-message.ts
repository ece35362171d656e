import { IsovecError, type TokenBatch } from "@isovec/core";
import { type PluginEmbedParams, type PluginEncoding, pluginEmbedResult } from "@isovec/core/protocol";
import { wrongAnswer } from "./plugin-failure.ts";

/** The ids of every text without the padding. */
export function rowsOf({ batch, sequence, inputIds, attentionMask }: TokenBatch): Int32Array[] {
  return Array.from({ length: batch }, (_, row) => {
    const start = row * sequence;
    const real = attentionMask.subarray(start, start + sequence);
    return inputIds.slice(start, start + sequence).filter((_id, at) => real[at] === 1);
  });
}

export function tokenParams(
  rows: readonly Int32Array[],
  encoding: PluginEncoding,
): Pick<PluginEmbedParams, "lengths" | "ids"> {
  const lengths = rows.map(({ length }) => length);
  if (encoding === "float") return { lengths, ids: rows.map((row) => Array.from(row)) };
  const block = Buffer.alloc(lengths.reduce((sum, length) => sum + length, 0) * 4);
  let offset = 0;
  for (const row of rows) for (const id of row) offset = block.writeInt32LE(id, offset);
  return { lengths, ids: block.toString("base64") };
}

function decoded(
  data: string | readonly (readonly (number | null)[])[],
  width: number,
): Float32Array | undefined {
  if (typeof data !== "string") {
    if (data.some((row) => row.length !== width)) return undefined;
    return Float32Array.from(data.flat(), (value) => value ?? Number.NaN);
  }
  const bytes = Buffer.from(data, "base64");
  if (bytes.length % 4 !== 0) return undefined;
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}

/** What an answer must be. */
export interface WantedValues {
  readonly texts: number;
  readonly rows: number;
  readonly width: number;
}

/**
 * @returns values `[rows, width]`
 * @throws IsovecError `BackendUnavailable` for another size, `NonFinite`
 */
export function valuesOf(
  plugin: string,
  answer: unknown,
  { texts, rows, width }: WantedValues,
): Float32Array {
  const parsed = pluginEmbedResult.safeParse(answer);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw wrongAnswer(plugin, `backend/embed with result.${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { count, shape, data } = parsed.data;
  if (count !== texts || shape[0] !== rows || shape[1] !== width) {
    throw wrongAnswer(
      plugin,
      `with ${count} texts and shape [${shape.join(", ")}] where ${texts} and [${rows}, ${width}] were asked for`,
    );
  }
  const values = decoded(data, width);
  if (values?.length !== rows * width) {
    throw wrongAnswer(
      plugin,
      `with ${values?.length ?? "broken"} values where ${rows * width} were asked for`,
    );
  }
  const stray = values.findIndex((value) => !Number.isFinite(value));
  if (stray < 0) return values;
  throw new IsovecError(
    "NonFinite",
    `The plugin ${plugin} gave ${values[stray]} in row ${Math.floor(stray / width)}.`,
    {
      remedy: "It is broken, or its number type is too small for the model: choose another backend.",
    },
  );
}

/** Token rows laid out as the padded batch has them, `[batch, sequence, width]`; padding is 0. */
export function padded(
  values: Float32Array,
  rows: readonly Int32Array[],
  sequence: number,
  width: number,
): Float32Array {
  const states = new Float32Array(rows.length * sequence * width);
  let offset = 0;
  for (const [row, { length }] of rows.entries()) {
    states.set(values.subarray(offset, offset + length * width), row * sequence * width);
    offset += length * width;
  }
  return states;
}
