import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { IsovecError } from "@isovec/core";
import type { z } from "zod";

export interface JsonLine<T> {
  readonly line: number;
  readonly value: T;
}

/**
 * Reads a file of one JSON object a line; blank lines are passed over.
 * @param file a path, or `-` for standard input
 * @throws IsovecError `InputInvalid` that names the file and the line.
 */
export async function* readJsonLines<T>(file: string, schema: z.ZodType<T>): AsyncGenerator<JsonLine<T>> {
  const name = file === "-" ? "standard input" : file;
  const stream = file === "-" ? process.stdin : createReadStream(file);
  let line = 0;
  try {
    for await (const text of createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY })) {
      line += 1;
      if (text.trim() !== "") yield { line, value: parseLine(text, schema, `${name}:${line}`) };
    }
  } catch (error) {
    if (IsovecError.is(error)) throw error;
    throw new IsovecError("InputInvalid", `${name} cannot be read: ${(error as Error).message}.`, {
      remedy: "Check the path and its permissions.",
      cause: error,
    });
  }
}

function parseLine<T>(text: string, schema: z.ZodType<T>, place: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new IsovecError("InputInvalid", `${place} is not JSON.`, {
      remedy: "Each line must be one JSON object.",
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const key = issue?.path.join(".") || "the line";
  throw new IsovecError("InputInvalid", `${place}: ${key}: ${issue?.message}.`, {
    remedy: "See `isovec --help` for the form of the lines.",
  });
}
