import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTokenizer, readModel } from "@isovec/core";
import { bundledModel, repository } from "../src/repository.ts";

export interface Workload {
  readonly name: string;
  readonly texts: readonly string[];
  /** Token ids that the model is fed over all texts, special tokens included. */
  readonly tokens: number;
  /** Multiplications and additions in the matrix products of MiniLM-L6 for them, attention's included, in GFLOP. */
  readonly work: number;
}

/** All TypeScript of this repository's packages, in the order of the paths. */
function sources(): string[] {
  return readdirSync(join(repository, "packages"), { recursive: true, encoding: "utf8" })
    .filter((path) => /src[\\/].*\.ts$/.test(path))
    .sort()
    .map((path) => readFileSync(join(repository, "packages", path), "utf8"));
}

/** Consecutive lines of code, each text as near to its number of tokens as whole lines allow. */
function cut(
  lines: readonly string[],
  sizes: readonly number[],
  countOf: (text: string) => number,
): string[] {
  const texts: string[] = [];
  let text = "";
  for (const line of lines) {
    text += `${line}\n`;
    if (countOf(text) >= (sizes[texts.length % sizes.length] as number)) {
      texts.push(text);
      text = "";
    }
  }
  return texts;
}

const [layers, hidden, inner] = [6, 384, 1536];

/** Of one text: four projections and two layers of the network a token, and attention of every token to every other. */
function workOf(tokens: number): number {
  const linear = 2 * tokens * (4 * hidden * hidden + 2 * hidden * inner);
  return (layers * (linear + 4 * tokens * tokens * hidden)) / 1e9;
}

/** Functions and classes differ in length; 300 tokens on average. */
const chunkSizes: readonly number[] = [180, 430, 90, 300, 510, 240, 360, 120, 470, 280];

/** The text of every doc comment, on one line. */
function docComments(source: string): string[] {
  return [...source.matchAll(/\/\*\*(.*?)\*\//gs)].map(([, comment]) =>
    (comment as string)
      .replace(/^\s*\*/gm, "")
      .replace(/\s+/g, " ")
      .trim(),
  );
}

/** 128 code chunks of 90 to 510 tokens, 300 on average, and 256 doc comments, the same ones on every run of a commit. */
export async function workloads(): Promise<Workload[]> {
  const tokenizer = createTokenizer(await readModel(bundledModel));
  const countOf = (text: string): number => tokenizer.tokenize(text).tokens;
  const lines = sources().flatMap((source) => source.split("\n"));
  const chunks = cut(lines, chunkSizes, countOf).slice(0, 128);
  const short = sources().flatMap(docComments).slice(0, 256);
  const workload = (name: string, texts: readonly string[]): Workload => {
    const lengths = texts.map((text) => tokenizer.tokenize(text).ids.length);
    const tokens = lengths.reduce((sum, length) => sum + length, 0);
    return { name, texts, tokens, work: lengths.reduce((sum, length) => sum + workOf(length), 0) };
  };
  return [workload("128 code chunks", chunks), workload("256 doc comments", short)];
}
