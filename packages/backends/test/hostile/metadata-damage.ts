import { execFileSync } from "node:child_process";
import { mkdir, rm, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Damage, put } from "./damage.ts";

const metadataFiles = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "modules.json",
  "1_Pooling/config.json",
  "sentence_bert_config.json",
  "manifest.json",
];

/** JSON files that cannot be read as such, and paths that lead elsewhere. */
export function metadataCases(): Map<string, Damage> {
  const cases = new Map<string, Damage>();
  for (const file of metadataFiles) {
    const add = (name: string, damage: Damage) => cases.set(`${file}: ${name}`, damage);
    add("empty", put(file, ""));
    add("deep", put(file, "[".repeat(1_000_000)));
    add("deep and closed", put(file, `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`));
    add("UTF-16", put(file, Buffer.from("\ufeff{}", "utf16le")));
    add("byte order mark", put(file, "\ufeff{}"));
    add("no UTF-8", put(file, Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])));
    add("cut short", put(file, '{"a": "'));
    add("NaN", put(file, '{"hidden_size": NaN}'));
    add("not an object", put(file, "7"));
    const replaced =
      (make: (path: string) => unknown): Damage =>
      async (folder) => {
        await rm(join(folder, file), { force: true });
        await mkdir(dirname(join(folder, file)), { recursive: true });
        await make(join(folder, file));
      };
    add(
      "link out of the folder",
      replaced((path) => symlink("/etc/hostname", path)),
    );
    add(
      "link to a device",
      replaced((path) => symlink("/dev/zero", path)),
    );
    add(
      "link to itself",
      replaced((path) => symlink(path, path)),
    );
    add(
      "folder",
      replaced((path) => mkdir(path)),
    );
    add(
      "pipe",
      replaced((path) => execFileSync("mkfifo", [path])),
    );
  }
  for (const key of ["hidden_size", "vocab_size"]) {
    for (const value of ["-1", "0", "1.5", '"384"', "null", "1e400", "[]"])
      cases.set(
        `config.json: ${key} ${value}`,
        put("config.json", `{"model_type":"bert","hidden_size":24,"vocab_size":30522,"${key}":${value}}`),
      );
  }
  for (const path of ["../outside", "/etc", "a/../../..", "\0"]) {
    const modules = [
      { path: "", type: "Transformer" },
      { path, type: "Pooling" },
    ];
    cases.set(`modules.json: path ${JSON.stringify(path)}`, put("modules.json", JSON.stringify(modules)));
  }
  return cases;
}
