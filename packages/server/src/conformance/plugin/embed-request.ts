import type { PluginEmbedParams, PluginEmbedResult, PluginEncoding } from "@isovec/core/protocol";
import { fail, quoted } from "../check.ts";
import type { PluginSession, PluginSubject } from "./plugin-subject.ts";

/** One text as a plugin takes it: token ids, or the text itself. */
export interface Sample {
  readonly ids: readonly number[];
  readonly text: string;
}

/**
 * Texts of different lengths, their ids spread over the vocabulary. Which words they are is of no matter to a plugin;
 * one that takes text tokenizes its own.
 */
export function samples({ options }: PluginSubject): readonly Sample[] {
  const { vocabularySize, maxTokens } = options.load.model;
  return [4, 1, 9, 2, 6].map((length, row) => {
    const tokens = Math.min(length, maxTokens);
    const ids = Array.from({ length: tokens }, (_, at) => (row * 7919 + at * 104729 + 1) % vocabularySize);
    return { ids, text: ids.map((id) => `word${id}`).join(" ") };
  });
}

export function embedParams(
  { capabilities, loaded }: PluginSession,
  batch: readonly Sample[],
  encoding: PluginEncoding,
): PluginEmbedParams {
  const base = { modelId: loaded.modelId, encoding };
  if (capabilities.input === "text") return { ...base, texts: batch.map(({ text }) => text) };
  const lengths = batch.map(({ ids }) => ids.length);
  if (encoding === "float") return { ...base, lengths, ids: batch.map(({ ids }) => ids) };
  const block = Buffer.alloc(lengths.reduce((sum, length) => sum + length, 0) * 4);
  for (const [at, id] of batch.flatMap(({ ids }) => ids).entries()) block.writeInt32LE(id, at * 4);
  return { ...base, lengths, ids: block.toString("base64") };
}

function valuesOf(data: PluginEmbedResult["data"], encoding: PluginEncoding): Float32Array {
  if (encoding === "float") {
    if (typeof data === "string") fail(`data in float is text: ${quoted(data)}`);
    return Float32Array.from(data.flat(), (value) => value ?? Number.NaN);
  }
  if (typeof data !== "string") fail(`data in base64 is ${quoted(data)}`);
  const bytes = Buffer.from(data, "base64");
  if (bytes.length % 4 !== 0) fail(`data has ${bytes.length} bytes, no whole number of float32`);
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4));
}

/** @returns the values of each text, `[its rows, width]`; its rows are its tokens for states, otherwise one */
export async function embed(
  subject: PluginSubject,
  batch: readonly Sample[],
  given?: PluginEncoding,
): Promise<readonly Float32Array[]> {
  const session = await subject.session();
  const { peer, capabilities, width } = session;
  const encoding = given ?? capabilities.encodings[0] ?? "base64";
  const params = embedParams(session, batch, encoding);
  const { error, result } = await peer.request("backend/embed", params, subject.options.loadMs);
  const what = `backend/embed of ${batch.length} texts in ${encoding}`;
  if (error !== undefined) fail(`${what} was answered with ${quoted(error)}`);
  const { count, shape, data } = (result ?? {}) as PluginEmbedResult;
  const lengths = batch.map(({ ids }) => (capabilities.output === "states" ? ids.length : 1));
  const rows = lengths.reduce((sum, length) => sum + length, 0);
  if (count !== batch.length) fail(`${what} has the count ${quoted(count)}`);
  if (shape?.[0] !== rows || shape[1] !== width) {
    fail(`${what} has the shape ${quoted(shape)} and not [${rows},${width}]`);
  }
  const values = valuesOf(data, encoding);
  if (values.length !== rows * width) fail(`${what} has ${values.length} values, not ${rows * width}`);
  const stray = values.findIndex((value) => !Number.isFinite(value));
  if (stray >= 0) fail(`${what} has ${values[stray]} in row ${Math.floor(stray / width)}`);
  let offset = 0;
  return lengths.map((length) => {
    const from = offset;
    offset += length * width;
    return values.slice(from, offset);
  });
}
