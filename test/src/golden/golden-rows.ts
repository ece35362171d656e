import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fixtures, sharedGolden } from "../repository.ts";

/** One reference text with what HuggingFace's stack makes of it. */
export interface GoldenRow {
  readonly id: string;
  readonly category?: string;
  readonly text: string;
  readonly role?: "query" | "document";
  /** As fed to the model. */
  readonly ids: readonly number[];
  /** Before truncation, special tokens and prompt included. */
  readonly tokens: number;
  readonly truncated: boolean;
}

export interface Golden {
  readonly rows: readonly GoldenRow[];
  /** Row-major `[rows, dimensions]`. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
}

/** Lines of JSON. Split at line feeds only: some texts hold other line ends. */
export function parseLines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

export function readLines<T>(file: string): T[] {
  return parseLines(readFileSync(file, "utf8"));
}

export function readFloats(file: string): Float32Array {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function readRows(texts: string, floats: string): Golden {
  const rows = readLines<GoldenRow>(texts);
  const vectors = readFloats(floats);
  return { rows, vectors, dimensions: vectors.length / rows.length };
}

/** The reference of a checkpoint that lies beside the repository. */
export function readGolden(model: string): Golden {
  const folder = join(sharedGolden, model);
  return readRows(join(folder, "dev.texts.jsonl"), join(folder, "dev.vectors.f32"));
}

/** Small checkpoints that the repository carries, each with its reference (test/references). */
export const referenceFolder: string = join(fixtures, "references");

/** The reference of one of them. */
export function readReference(model: string): Golden {
  const folder = join(referenceFolder, model);
  return readRows(join(folder, "texts.jsonl"), join(folder, "vectors.f32"));
}
