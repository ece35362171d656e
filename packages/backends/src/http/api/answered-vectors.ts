import { IsovecError } from "@isovec/core";
import { z } from "zod";
import type { JsonServer } from "../transport/json-server.ts";
import type { ServerVectors } from "./embedding-api.ts";

/** Components as JSON numbers; null is how NaN and Infinity are written where they are written at all. */
export type AnsweredNumbers = readonly (number | null)[];
/** Components as JSON numbers, or as little-endian float32 in base64. */
export type AnsweredVector = AnsweredNumbers | string;

export const numbersSchema: z.ZodType<AnsweredNumbers> = z.array(z.number().nullable()).min(1);
export const vectorSchema: z.ZodType<AnsweredVector> = z.union([
  numbersSchema,
  z.string().regex(/^[A-Za-z0-9+/]+=*$/, "is no base64"),
]);

function floatsOf(vector: AnsweredVector): Float32Array | undefined {
  if (typeof vector !== "string") return Float32Array.from(vector, (component) => component ?? Number.NaN);
  const bytes = Uint8Array.from(Buffer.from(vector, "base64"));
  if (bytes.length === 0 || bytes.length % 4 !== 0) return undefined;
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, at) => view.getFloat32(4 * at, true));
}

function assertFinite(vector: Float32Array, row: number, { host }: JsonServer): void {
  const at = vector.findIndex((component) => !Number.isFinite(component));
  if (at < 0) return;
  throw new IsovecError("NonFinite", `${host} gave ${vector[at]} in component ${at} of vector ${row}.`, {
    remedy: "Its engine or its weights are broken: choose another backend.",
  });
}

/**
 * Puts the vectors of one answer together.
 * @param rows in the order of the texts
 * @param count texts that were sent
 * @throws IsovecError `BackendUnavailable` when their number or widths are wrong, `NonFinite`
 */
export function vectorsOf(
  server: JsonServer,
  path: string,
  rows: readonly AnsweredVector[],
  count: number,
): ServerVectors {
  if (rows.length !== count) {
    throw server.broken(`${path} has ${rows.length} vectors for ${count} texts`);
  }
  let values: Float32Array | undefined;
  let width = 0;
  for (const [row, answered] of rows.entries()) {
    const vector = floatsOf(answered);
    if (vector === undefined) throw server.broken(`${path} has bytes in vector ${row} that are no float32`);
    assertFinite(vector, row, server);
    if (values === undefined) {
      width = vector.length;
      values = new Float32Array(count * width);
    }
    if (vector.length !== width) {
      throw server.broken(`${path} has vectors of ${width} and of ${vector.length} components`);
    }
    values.set(vector, row * width);
  }
  return { values: values ?? new Float32Array(), width };
}

/**
 * Entries in the order of their `index`: servers may answer in any.
 * @throws IsovecError `BackendUnavailable` when an index is there twice, or outside of the texts
 */
export function inOrder<Entry extends { readonly index: number }>(
  server: JsonServer,
  path: string,
  entries: readonly Entry[],
  count: number,
): Entry[] {
  const ordered = new Map<number, Entry>();
  for (const entry of entries) {
    const { index } = entry;
    if (ordered.has(index)) throw server.broken(`${path} has index ${index} twice`);
    if (index >= count) throw server.broken(`${path} has index ${index} for ${count} texts`);
    ordered.set(index, entry);
  }
  return [...ordered.values()].sort((a, b) => a.index - b.index);
}
