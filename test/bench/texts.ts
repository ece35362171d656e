import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createTokenizer, readModel } from "@isovec/core";
import { bundledModel, repository } from "../src/repository.ts";

export interface Workload {
  readonly name: string;
  readonly texts: readonly string[];
  /** Token ids that the model is fed over all texts, special tokens included. */
  readonly tokens: number;
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
  const fed = (texts: readonly string[]): number =>
    texts.reduce((sum, text) => sum + tokenizer.tokenize(text).ids.length, 0);
  return [
    { name: "128 code chunks", texts: chunks, tokens: fed(chunks) },
    { name: "256 doc comments", texts: short, tokens: fed(short) },
  ];
}
