import type { EmbedParams, EmbedResult, ModelsResult } from "@isovec/core/protocol";
import { fail, quoted } from "../check.ts";
import type { ServerSubject } from "./server-subject.ts";

/** Different in length and kind, no two alike. */
export const texts: readonly string[] = [
  "how are passwords hashed",
  "a",
  "A turtle has a shell, a bird has wings, and neither of them has ever read a book about vectors.",
  "const answer = 42;",
  "for (const [key, value] of Object.entries(settings)) apply(key, value);",
];

export function embed(
  subject: ServerSubject,
  inputs: readonly string[],
  options: Partial<EmbedParams> = {},
): Promise<EmbedResult> {
  return subject.result("embedding/embed", { inputs, role: "document", ...options });
}

/** The block of an answer in base64. */
export function blockOf({ data }: EmbedResult): Buffer {
  if (typeof data !== "string") fail(`data in base64 is ${quoted(data)}`);
  const bytes = Buffer.from(data, "base64");
  if (bytes.toString("base64") !== data) fail(`data is no base64 of RFC 4648: ${quoted(data)}`);
  return bytes;
}

/** Rows `[count, dimensions]` of a float32 answer in base64. */
export function rowsOf(result: EmbedResult): Float32Array[] {
  const { count, dimensions } = result;
  const bytes = blockOf(result);
  if (bytes.length !== count * dimensions * 4) {
    fail(
      `data has ${bytes.length} bytes where ${count} × ${dimensions} float32 have ${count * dimensions * 4}`,
    );
  }
  return Array.from({ length: count }, (_row, row) =>
    Float32Array.from({ length: dimensions }, (_value, at) => bytes.readFloatLE((row * dimensions + at) * 4)),
  );
}

/** Rows of an answer as numbers. */
export function numbersOf({ data, count }: EmbedResult, width: number): readonly (readonly number[])[] {
  if (typeof data === "string" || data.length !== count || data.some((row) => row?.length !== width)) {
    fail(`data as numbers is not ${count} arrays of ${width}: ${quoted(data)}`);
  }
  return data;
}

export async function activeModel(subject: ServerSubject): Promise<ModelsResult["models"][number]> {
  const { models, active } = await subject.result<ModelsResult>("embedding/models", {});
  const found = models?.find?.(({ name }) => name === active);
  if (found === undefined) fail(`the active model ${quoted(active)} is not among ${quoted(models)}`);
  return found;
}
