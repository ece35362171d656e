import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTokenizer, readModel } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { bundledModel } from "../../../test/subject.ts";
import { temporaryFolder } from "../../../test/workspace.ts";
import { convertToGguf } from "../index.ts";

const golden = new URL("../../../../../test/fixtures/golden/all-MiniLM-L6-v2.jsonl", import.meta.url);
const tokenizer = fileURLToPath(new URL("../../../test/llama-tokenizer.mjs", import.meta.url));

interface Row {
  readonly id: string;
  readonly text: string;
}

const rows = readFileSync(golden, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Row);
const ordinary = rows.filter(({ id }) => /^(english|accents|structured|code|word-99|long)-\d/.test(id));

interface Tokenized {
  readonly id: string;
  readonly ids: readonly number[];
}

/** The texts as llama.cpp and as core tokenizes them. */
async function bothTokenize(texts: readonly Row[]): Promise<{ llama: Tokenized[]; core: Tokenized[] }> {
  const card = await readModel(bundledModel);
  const { model } = await convertToGguf(card, await temporaryFolder(), { dtype: "q8_0" });
  const input = JSON.stringify(texts.map(({ text }) => text));
  const run = spawnSync(process.execPath, [tokenizer, model], { input, encoding: "utf8" });
  expect(run).toMatchObject({ status: 0, stderr: "" });
  const own = JSON.parse(run.stdout) as number[][];
  // llama.cpp's tokenizer cuts nothing.
  const cores = createTokenizer({ ...card, maxTokens: 10_000 });
  return {
    llama: texts.map(({ id }, index) => ({ id, ids: own[index] ?? [] })),
    core: texts.map(({ id, text }) => ({ id, ids: Array.from(cores.tokenize(text).ids) })),
  };
}

describe("the WordPiece vocabulary in a GGUF file, read by llama.cpp's own tokenizer", () => {
  it("gives core's ids of ordinary texts: prose, accents, code, and words of up to 100 characters", async () => {
    const { llama, core } = await bothTokenize(ordinary);
    expect(llama).toEqual(core);
    expect(llama).toHaveLength(17);
  });

  it("does not give them for all texts, which is why the engine is fed ids", async () => {
    const { llama, core } = await bothTokenize(rows);
    const differing = llama.filter(({ ids }, row) => ids.join() !== core[row]?.ids.join());
    expect(differing.map(({ id }) => id)).toEqual(expect.arrayContaining(["literal-0", "word-101-0"]));
  });
});
