// Compares our token ids with those of the Python library, tokenizer by tokenizer; README.md says how to run it.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { readTokenizer } from "./read-tokenizer.ts";
import { everyCharacter, StringGenerator } from "./strings.ts";
import { neighbouringTokenizers, repositoryTokenizers, scripts } from "./tokenizer-files.ts";

const { values } = parseArgs({
  options: {
    python: { type: "string", default: "python3" },
    strings: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    "every-character": { type: "boolean" },
    tokenizer: { type: "string", multiple: true },
    show: { type: "string", default: "5" },
  },
});
/** Name -> file of those that `--tokenizer` asks for. */
function tokenizers(): readonly (readonly [string, string])[] {
  const wanted = values.tokenizer ?? [""];
  return [...repositoryTokenizers(), ...neighbouringTokenizers()].filter(([name, file]) =>
    wanted.some((part) => `${name}=${file}`.includes(part)),
  );
}

function* strings(): Generator<string> {
  if (values["every-character"]) return yield* everyCharacter();
  const generator = new StringGenerator(Number(values.seed));
  for (let count = Number(values.strings); count > 0; count--) yield generator.next();
}

const folder = mkdtempSync(join(tmpdir(), "isovec-fuzz-"));
try {
  const texts = [...strings()];
  const stringsFile = join(folder, "strings.jsonl");
  writeFileSync(stringsFile, texts.map((text) => `${JSON.stringify(text)}\n`).join(""));
  let different = 0;
  for (const [name, file] of tokenizers()) {
    const version = execFileSync(
      values.python,
      [join(scripts, "encode.py"), stringsFile, folder, `${name}=${file}`],
      { encoding: "utf8" },
    ).trim();
    const tokenizer = readTokenizer(file);
    const expected = readFileSync(join(folder, `${name}.jsonl`), "utf8").split("\n");
    rmSync(join(folder, `${name}.jsonl`));
    let [misses, tokens, milliseconds] = [0, 0, 0];
    for (const [index, text] of texts.entries()) {
      const started = performance.now();
      const { ids } = tokenizer.tokenize(text);
      milliseconds += performance.now() - started;
      tokens += ids.length;
      if (`[${ids.join(",")}]` === expected[index]) continue;
      misses++;
      if (misses > Number(values.show)) continue;
      console.log(`${name}: ${JSON.stringify(text)}`);
      console.log(`  reference ${tokenizer.spell(JSON.parse(expected[index] ?? "[]")).join("|")}`);
      console.log(`  ours      ${tokenizer.spell(ids).join("|")}`);
    }
    different += misses;
    console.log(
      `${name}: ${misses} of ${texts.length} differ from tokenizers ${version}; ${tokens} tokens, ${Math.round(tokens / milliseconds)} a millisecond`,
    );
  }
  process.exitCode = different === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}
