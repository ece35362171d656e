import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createTokenizer, longText, type ModelCard, readModel, type TextTokenizer } from "@isovec/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TokenizerProcess } from "./tokenizer-process.ts";

const repository = fileURLToPath(new URL("../../../../", import.meta.url));
const program = new URL("../../dist/long-texts/tokenizer-program.js", import.meta.url);

const golden = readFileSync(`${repository}test/fixtures/golden/all-MiniLM-L6-v2.jsonl`, "utf8")
  .split("\n")
  .filter(Boolean)
  .map((line) => (JSON.parse(line) as { readonly text: string }).text);

/** The golden texts from the one of that number on, every so many of them, until they are long. */
function longFrom(first: number, step: number, joint: string): string {
  const parts: string[] = [];
  let length = 0;
  for (let at = first; length <= longText; at += step) {
    const part = golden[at % golden.length] ?? "";
    parts.push(part);
    length += part.length + 1;
  }
  return parts.join(joint);
}

const sentence = "to be or not to be, ";

describe("a text that is tokenized in a process of its own", () => {
  let card: ModelCard;
  let tokenizer: TextTokenizer;
  let apart: TokenizerProcess;
  beforeAll(async () => {
    card = await readModel(`${repository}models/all-MiniLM-L6-v2`);
    tokenizer = createTokenizer(card);
    apart = new TokenizerProcess(card, { program });
  });
  afterAll(() => apart.dispose());

  it("has the ids, the count and the truncation that it has without", async () => {
    for (let round = 0; round < 8; round++) {
      const text = longFrom(7 * round, round + 1, ["", " ", "\n", "\ud800"][round % 4] ?? "");
      expect(await apart.tokenize(text, "query: ")).toEqual(tokenizer.tokenize(text, "query: "));
    }
  });

  it.each([
    ["white space", "abc".repeat(500_000)],
    ["anything but white space", " \n".repeat(500_000)],
    ["a space between words", "東京".repeat(100_000)],
  ])("may be one without %s", async (_what, text) => {
    expect(await apart.tokenize(text, "")).toEqual(tokenizer.tokenize(text));
  });

  it("leaves the event loop to others, and long texts wait for each other", async () => {
    const text = sentence.repeat(50_000);
    let turns = 0;
    const count = (): void => {
      turns++;
      counting = setImmediate(count);
    };
    let counting = setImmediate(count);
    const both = await Promise.all([apart.tokenize(text, ""), apart.tokenize("short enough", "")]);
    clearImmediate(counting);
    expect(both.map(({ tokens }) => tokens)).toEqual([tokenizer.tokenize(text).tokens, 4]);
    // Here it would be two or three.
    expect(turns).toBeGreaterThan(50);
  });

  it("is given up when it is cancelled, also one that waits, and the next is tokenized", async () => {
    const text = sentence.repeat(100_000);
    const [first, second] = [new AbortController(), new AbortController()];
    const working = apart.tokenize(text, "", first.signal);
    const waiting = apart.tokenize(text, "", second.signal);
    second.abort();
    await expect(waiting).rejects.toMatchObject({ name: "Cancelled" });
    first.abort();
    await expect(working).rejects.toMatchObject({ name: "Cancelled" });
    await expect(apart.tokenize("a", "", first.signal)).rejects.toMatchObject({ name: "Cancelled" });
    expect((await apart.tokenize("short enough", "")).tokens).toBe(4);
  });

  it("is refused where memory does not suffice, and the next is tokenized", async () => {
    const small = new TokenizerProcess(card, { program, megabytes: 96 });
    await expect(small.tokenize("東京".repeat(2_000_000), "")).rejects.toMatchObject({
      name: "InputTooLong",
      message: expect.stringMatching(/^A text of 4000000 characters ended the process/),
    });
    expect((await small.tokenize("short enough", "")).tokens).toBe(4);
    await small.dispose();
  });

  it("fails when its end is asked for meanwhile, and is not called too long", async () => {
    const ended = new TokenizerProcess(card, { program });
    await ended.tokenize("a", "");
    const working = ended.tokenize(sentence.repeat(100_000), "");
    await Promise.all([
      expect(working).rejects.toMatchObject({ name: "BackendUnavailable" }),
      new Promise(setImmediate).then(() => ended.dispose()),
    ]);
  });

  it("is refused by name where the process cannot be started", async () => {
    const missing = new TokenizerProcess(card, { program: new URL("./missing.js", program) });
    await expect(missing.tokenize("a", "")).rejects.toMatchObject({ name: "BackendUnavailable" });
    await missing.dispose();
  });
});
