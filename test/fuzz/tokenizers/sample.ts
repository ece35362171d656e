// Writes test/fixtures/tokenizers/sample.json.br: 2,000 strings and the reference's ids by every tokenizer in the
// repository, which test/src/tokenizers/sample.test.ts holds ours to.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { brotliCompressSync, constants } from "node:zlib";
import { StringGenerator } from "./strings.ts";
import { repositoryTokenizers, scripts, tokenizerFixtures } from "./tokenizer-files.ts";

const { values } = parseArgs({ options: { python: { type: "string", default: "python3" } } });
const generator = new StringGenerator(2026);
const strings = Array.from({ length: 2000 }, () => generator.next());
const folder = mkdtempSync(join(tmpdir(), "isovec-sample-"));
try {
  const file = join(folder, "strings.jsonl");
  writeFileSync(file, strings.map((text) => `${JSON.stringify(text)}\n`).join(""));
  const tokenizers = [...repositoryTokenizers()];
  const version = execFileSync(
    values.python,
    [join(scripts, "encode.py"), file, folder, ...tokenizers.map(([name, path]) => `${name}=${path}`)],
    { encoding: "utf8" },
  ).trim();
  const ids = Object.fromEntries(
    tokenizers.map(([name]) => [
      name,
      readFileSync(join(folder, `${name}.jsonl`), "utf8")
        .trimEnd()
        .split("\n"),
    ]),
  );
  const sample = brotliCompressSync(JSON.stringify({ tokenizers: version, strings, ids }), {
    // The ids of one family resemble another's, megabytes away.
    params: { [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS },
  });
  writeFileSync(join(tokenizerFixtures, "sample.json.br"), sample);
} finally {
  rmSync(folder, { recursive: true });
}
