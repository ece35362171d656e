import { spawnSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type HostileFile, writeHostileFiles } from "../test/hostile/hostile-files.ts";
import { writeSmallModel } from "../test/small-model.ts";

interface Answer {
  readonly isIsovecError: boolean;
  readonly text: string;
  readonly remedy: boolean;
}

/** A process of its own: a crash or a hang is seen, and the files are read by what is shipped. */
const reader = `
  import { readFileSync } from "node:fs";
  import { createTokenizer, readModel } from "@isovec/core";
  import { readGraphInterface } from ${JSON.stringify(fileURLToPath(new URL("../dist/onnx/graph/graph-interface.js", import.meta.url)))};
  import { checkGguf } from ${JSON.stringify(fileURLToPath(new URL("../dist/llama-cpp/gguf/check-gguf.js", import.meta.url)))};
  const readers = {
    model: async (path) => createTokenizer(await readModel(path)),
    graph: readGraphInterface,
    gguf: checkGguf,
  };
  for (const { reader, path } of JSON.parse(readFileSync(process.argv[1], "utf8"))) {
    const error = await readers[reader](path).then(() => new Error("it was accepted"), (error) => error);
    console.log(JSON.stringify({ isIsovecError: error.isIsovecError === true, text: String(error.message), remedy: Boolean(error.remedy) }));
  }
  console.log(process.resourceUsage().maxRSS);
`;

const folder = await mkdtemp(join(tmpdir(), "isovec-hostile-"));
let files: HostileFile[] = [];
let answers: Answer[] = [];
let peak = Number.NaN;
if (process.platform !== "win32") {
  await writeSmallModel(join(folder, "whole"));
  files = await writeHostileFiles(join(folder, "whole"), join(folder));
  await writeFile(join(folder, "list.json"), JSON.stringify(files));
  const { stdout } = spawnSync(
    process.execPath,
    ["--input-type=module", "-e", reader, join(folder, "list.json")],
    {
      cwd: fileURLToPath(new URL("..", import.meta.url)),
      encoding: "utf8",
      timeout: 120_000,
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const lines = stdout.trim().split("\n");
  answers = lines.slice(0, files.length).map((line) => JSON.parse(line) as Answer);
  peak = Number(lines[files.length]) / 1024;
}
await rm(folder, { recursive: true });

describe.skipIf(process.platform === "win32")("hostile model files (pipes and links: not on Windows)", () => {
  it("are at least 200, and the process lives to the last of them in less than 1 GB", () => {
    expect(files.length).toBeGreaterThanOrEqual(200);
    expect(answers).toHaveLength(files.length);
    expect(peak).toBeLessThan(1024);
  });

  it.each(files.map(({ name, path, key }, index) => [name, path, key ?? "", index] as const))(
    "%s: refused with a sentence that names the file, and the key",
    (_name, path, key, index) => {
      expect(answers[index]).toMatchObject({ isIsovecError: true, remedy: true });
      expect(answers[index]?.text).toContain(path);
      expect(answers[index]?.text).toContain(key);
    },
  );
});
