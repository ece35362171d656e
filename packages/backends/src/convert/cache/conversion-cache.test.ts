import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdir, readdir, readFile, rm, truncate, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ModelCard, readModel } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { writeRandomBert } from "../../../test/random-bert.ts";
import { temporaryFolder } from "../../../test/workspace.ts";
import type { OnnxFiles } from "../index.ts";
import { cachedGguf } from "./cached-gguf.ts";
import { cachedOnnx } from "./cached-onnx.ts";

async function tinyCard(): Promise<{ card: ModelCard; cache: string }> {
  const folder = await temporaryFolder();
  const { directory } = await writeRandomBert(join(folder, "tiny"));
  return { card: await readModel(directory), cache: join(folder, "cache") };
}

/** Asks the cache and collects what it says of its work. */
async function ask(card: ModelCard, cache: string): Promise<{ files: OnnxFiles; lines: string[] }> {
  const lines: string[] = [];
  const files = await cachedOnnx(card, cache, { onProgress: (line) => lines.push(line) });
  return { files, lines };
}

const converting = "converting tiny to ONNX";
const damaged = "the converted files of tiny are damaged";

describe("the cache of converted files", () => {
  it("converts once", async () => {
    const { card, cache } = await tinyCard();
    const first = await ask(card, cache);
    const second = await ask(card, cache);
    expect(first.lines).toEqual([converting]);
    expect(second).toEqual({ files: first.files, lines: [] });
  });

  it("asks before it converts, and writes nothing for who refuses", async () => {
    const { card, cache } = await tinyCard();
    const refuse = (): void => {
      throw new Error("no tokenizer");
    };
    await expect(cachedOnnx(card, cache, { onConversion: refuse })).rejects.toThrowError("no tokenizer");
    await expect(cachedGguf(card, cache, { onConversion: refuse })).rejects.toThrowError("no tokenizer");
    await expect(readdir(cache)).rejects.toMatchObject({ code: "ENOENT" });
    await ask(card, cache);
    await expect(cachedOnnx(card, cache, { onConversion: refuse })).resolves.toBeDefined();
  });

  it("serves a renamed model folder, but not other weights or another config", async () => {
    const { card, cache } = await tinyCard();
    const { files } = await ask(card, cache);
    expect((await ask({ ...card, name: "renamed", directory: "elsewhere" }, cache)).files).toEqual(files);
    const config = { ...card.config, layer_norm_eps: 0.5 };
    expect((await ask({ ...card, config }, cache)).files.graph).not.toBe(files.graph);
    const unused = { ...card.config, transformers_version: "9" };
    expect((await ask({ ...card, config: unused }, cache)).files).toEqual(files);
  });

  const damages: [string, (files: OnnxFiles) => Promise<void>][] = [
    ["weights cut short", ({ weights }) => truncate(weights, 4096)],
    ["weights lengthened", ({ weights }) => appendFile(weights, "x")],
    [
      "one bit of the weights flipped",
      async ({ weights }) => {
        const bytes = await readFile(weights);
        bytes[0] = (bytes[0] as number) ^ 1;
        await writeFile(weights, bytes);
      },
    ],
    [
      "a graph of the right size with other bytes",
      async ({ graph }) => {
        await writeFile(graph, Buffer.alloc((await readFile(graph)).length));
      },
    ],
    ["the graph missing", ({ graph }) => rm(graph)],
    ["the record missing", ({ graph }) => rm(join(dirname(graph), "converted.json"))],
    ["a record that is no JSON", ({ graph }) => truncate(join(dirname(graph), "converted.json"), 7)],
    ["a record of nothing", ({ graph }) => writeFile(join(dirname(graph), "converted.json"), '{"files":[]}')],
  ];
  it.each(damages)("rebuilds an entry: %s", async (_, damage) => {
    const { card, cache } = await tinyCard();
    const { files } = await ask(card, cache);
    const whole = [await readFile(files.graph), await readFile(files.weights)];
    await damage(files);
    expect(await ask(card, cache)).toEqual({ files, lines: [damaged, converting] });
    expect([await readFile(files.graph), await readFile(files.weights)]).toEqual(whole);
    expect((await readdir(join(cache, "onnx"))).length, "nothing is left beside the entry").toBe(1);
  });

  it("lets several conversions of one model finish at the same time, also over a damaged entry", async () => {
    const { card, cache } = await tinyCard();
    const { files } = await ask(card, cache);
    await truncate(files.weights, 10);
    const answers = await Promise.all(Array.from({ length: 6 }, () => ask(card, cache)));
    for (const answer of answers) expect(answer.files).toEqual(files);
    expect((await ask(card, cache)).lines).toEqual([]);
    expect((await readdir(join(cache, "onnx"))).length).toBe(1);
  });

  it.each([
    ["ONNX", "onnx", "cachedOnnx"],
    ["GGUF", "gguf", "cachedGguf"],
  ])(
    "lets processes that convert one checkpoint to %s at once share the entry",
    async (_, folder, convert) => {
      const { card, cache } = await tinyCard();
      const built = new URL("../../../dist/convert/index.js", import.meta.url).href;
      const script = `
      import { ${convert} } from ${JSON.stringify(built)};
      process.once("message", async () => {
        process.send(await ${convert}(${JSON.stringify(card)}, ${JSON.stringify(cache)}));
        process.disconnect();
      });
      process.send("ready");
    `;
      const options = {
        stdio: ["ignore", "inherit", "inherit", "ipc"] as ["ignore", "inherit", "inherit", "ipc"],
      };
      const processes = Array.from({ length: 3 }, () =>
        spawn(process.execPath, ["--input-type=module", "-e", script], options),
      );
      // They begin together: each has imported its converter and waits.
      await Promise.all(processes.map((converter) => once(converter, "message")));
      const answers = Promise.all(processes.map((converter) => once(converter, "message")));
      for (const converter of processes) converter.send("go");
      const [first, ...others] = (await answers).map(([files]) => files as Record<string, string>);
      for (const other of others) expect(other).toEqual(first);
      const [entry, ...beside] = await readdir(join(cache, folder));
      expect(beside, "nothing is left beside the entry").toEqual([]);
      expect(Object.values(first ?? {}).map((file) => dirname(file))).toContain(
        join(cache, folder, entry ?? ""),
      );
      const lines: string[] = [];
      const onProgress = (line: string): void => void lines.push(line);
      expect(await (folder === "onnx" ? cachedOnnx : cachedGguf)(card, cache, { onProgress })).toEqual(first);
      expect(lines, "the entry is whole").toEqual([]);
    },
  );

  it("takes no half file for whole when a conversion was killed", async () => {
    const { card, cache } = await tinyCard();
    const built = new URL("../../../dist/convert/index.js", import.meta.url).href;
    // Kills itself when the first tensor is being read: the weights file is open and the graph not begun.
    const script = `
      import { cachedOnnx } from ${JSON.stringify(built)};
      import { readdirSync } from "node:fs";
      const card = ${JSON.stringify(card)};
      cachedOnnx(card, ${JSON.stringify(cache)});
      const unfinished = () => {
        try { return readdirSync(${JSON.stringify(join(cache, "onnx"))}).some((name) => readdirSync(${JSON.stringify(
          join(cache, "onnx"),
        )} + "/" + name).length > 0); } catch { return false; }
      };
      setImmediate(function watch() { unfinished() ? process.kill(process.pid, "SIGKILL") : setImmediate(watch); });
    `;
    const killed = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: "inherit" });
    const [, signal] = await once(killed, "exit");
    expect(signal).toBe("SIGKILL");
    const [leftover] = await readdir(join(cache, "onnx"));
    expect(leftover).toMatch(/^unfinished-/);
    expect((await ask(card, cache)).lines).toEqual([converting]);
  });

  it("sweeps what a killed conversion left an hour ago, and leaves a running one's alone", async () => {
    const { card, cache } = await tinyCard();
    const old = join(cache, "onnx/unfinished-old");
    const running = join(cache, "onnx/unfinished-running");
    await mkdir(old, { recursive: true });
    await mkdir(running);
    const longAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
    await utimes(old, longAgo, longAgo);
    await ask(card, cache);
    const left = await readdir(join(cache, "onnx"));
    expect(left).toContain("unfinished-running");
    expect(left).not.toContain("unfinished-old");
  });

  it("names a cache folder that cannot be written", async () => {
    const { card, cache } = await tinyCard();
    await writeFile(cache, "a file, not a folder");
    await expect(cachedOnnx(card, cache)).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: expect.stringContaining(cache),
    });
  });
});
