import { execFileSync } from "node:child_process";
import { cp, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { randomNumbers } from "../random-bert.ts";

/** A damaged file in an otherwise whole model folder, and which check must refuse it. */
export interface HostileFile {
  readonly name: string;
  /** `model`: the folder is read; `graph` and `gguf`: the file that a native loader would be given. */
  readonly reader: "model" | "graph" | "gguf";
  /** The folder, or the file. */
  readonly path: string;
}

type Damage = (folder: string) => Promise<unknown>;

const put =
  (path: string, content: string | Uint8Array): Damage =>
  async (folder) => {
    await rm(join(folder, path), { recursive: true, force: true });
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  };

function uint64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt.asUintN(64, value));
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function safetensors(header: unknown, data = 16): Buffer {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  return Buffer.concat([uint64(BigInt(json.length)), json, Buffer.alloc(data)]);
}

function weightCases(random: () => number): Map<string, Damage> {
  const cases = new Map<string, Damage>();
  const weights = (name: string, bytes: string | Uint8Array) =>
    cases.set(`safetensors: ${name}`, put("model.safetensors", bytes));
  weights("empty", "");
  for (const bytes of [1, 7, 8]) weights(`${bytes} zero bytes`, Buffer.alloc(bytes));
  for (const length of [-1n, 2n ** 63n, 2n ** 53n, 100_000_001n, 1000n]) {
    weights(`header of ${length} bytes`, Buffer.concat([uint64(length), Buffer.from("{}")]));
  }
  for (const shape of [[1e12], [2 ** 53 - 1, 2 ** 53 - 1], [-4], [1.5], ["4"], [null], 4, [[4]], [5], [0]]) {
    weights(
      `shape ${JSON.stringify(shape)}`,
      safetensors({ a: { dtype: "F32", shape, data_offsets: [0, 16] } }),
    );
  }
  for (const offsets of [[0, 1e15], [16, 0], [-16, 0], [0], null, ["0", "16"], [8, 24], [4, 20]]) {
    weights(
      `offsets ${JSON.stringify(offsets)}`,
      safetensors({ a: { dtype: "F32", shape: [4], data_offsets: offsets } }),
    );
  }
  for (const dtype of ["F31", "toString", "__proto__", 7, null, ""]) {
    weights(
      `type ${JSON.stringify(dtype)}`,
      safetensors({ a: { dtype, shape: [4], data_offsets: [0, 16] } }),
    );
  }
  const entry = '{"dtype":"F32","shape":[4],"data_offsets":[0,16]}';
  weights("overlap", safetensors(`{"a":${entry},"b":${entry}}`));
  weights("key twice", safetensors(`{"a":${entry},"a":${entry}}`));
  weights("key twice, escaped", safetensors(`{"a":${entry},"\\u0061":${entry}}`));
  weights("deep header", safetensors("[".repeat(1_000_000)));
  weights("no object", safetensors("[]"));
  weights("trailing bytes", safetensors(`{"a":${entry}}`, 17));
  weights("cut short", safetensors(`{"a":${entry}}`, 15));
  weights("no UTF-8", Buffer.concat([uint64(2n), Buffer.from([0xff, 0xfe])]));
  weights("pickle in a zip", "PK\x03\x04pickle");
  weights("pickle", Buffer.from([0x80, 0x02, 0x63, 0x6f, 0x73, 0x0a]));
  weights("git-lfs pointer", "version https://git-lfs.github.com/spec/v1\n");
  weights("web page", "<!DOCTYPE html><html>not found</html>");
  weights("GGUF", "GGUF\x03\0\0\0\0\0\0\0");
  for (let index = 0; index < 20; index++) {
    weights(
      `noise ${index}`,
      Buffer.from(Array.from({ length: 64 }, () => Math.floor((random() + 1) * 128))),
    );
  }
  const only =
    (name: string): Damage =>
    async (folder) => {
      await rm(join(folder, "model.safetensors"));
      await writeFile(join(folder, name), "pickle");
    };
  for (const name of ["pytorch_model.bin", "pytorch_model.bin.index.json", "model.pt"])
    cases.set(`only ${name}`, only(name));
  const index = (name: string, content: string) =>
    cases.set(`shards: ${name}`, async (folder) => {
      await rm(join(folder, "model.safetensors"));
      await writeFile(join(folder, "model.safetensors.index.json"), content);
    });
  for (const shard of [
    "../x.safetensors",
    "/etc/passwd",
    "a/../../x.safetensors",
    "x.bin",
    "missing.safetensors",
    "C:\\x.safetensors",
    7,
    null,
    "\0.safetensors",
  ]) {
    index(`in ${JSON.stringify(shard)}`, JSON.stringify({ weight_map: { a: shard } }));
  }
  for (const content of ["", "[]", "{}", '{"weight_map":[]}', '{"weight_map":{}}', "[".repeat(100_000)]) {
    index(`index ${JSON.stringify(content.slice(0, 30))} of ${content.length}`, content);
  }
  index(
    "too many",
    JSON.stringify({
      weight_map: Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`t${i}`, `${i}.safetensors`])),
    }),
  );
  return cases;
}

const metadataFiles = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "modules.json",
  "1_Pooling/config.json",
  "sentence_bert_config.json",
  "manifest.json",
];

function metadataCases(): Map<string, Damage> {
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

/** A length-delimited field of protobuf. */
function field(id: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([id * 8 + 2, ...length]), content]);
}

function graphs(random: () => number): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  files.set("empty", Buffer.alloc(0));
  files.set("huge declared length", Buffer.from([0x3a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]));
  files.set("endless number", Buffer.alloc(64, 0xff));
  files.set("number cut short", Buffer.from([0x08, 0xff]));
  files.set("field 0", Buffer.from([0x00, 0x00]));
  for (const kind of [3, 4, 6, 7]) files.set(`wire type ${kind}`, Buffer.from([0x38 + kind]));
  let nested: Buffer = Buffer.alloc(0);
  for (let level = 0; level < 500; level++) nested = field(1, field(5, field(6, nested)));
  files.set("nested graphs", field(7, nested));
  files.set("millions of fields", Buffer.alloc(12_000_000, Buffer.from([0x08, 0x01])));
  const external = (entries: Record<string, string>) =>
    field(
      7,
      field(
        5,
        Buffer.concat([
          Buffer.from([0x08, 0x04, 0x10, 0x01]),
          Buffer.from([0x70, 0x01]),
          ...Object.entries(entries).map(([key, value]) =>
            field(13, Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))])),
          ),
        ]),
      ),
    );
  // A whole graph around it would be refused later: the place of its values is held first.
  const interfaceOf = (part: Buffer) =>
    Buffer.concat([
      part,
      field(
        7,
        Buffer.concat([
          field(1, field(4, Buffer.from("Add"))),
          field(11, field(1, Buffer.from("input_ids"))),
          field(12, field(1, Buffer.from("last_hidden_state"))),
        ]),
      ),
    ]);
  for (const location of ["../outside", "/etc/passwd", "/dev/zero", "missing", "a/../../x", "\0", ""])
    files.set(`values in ${JSON.stringify(location)}`, interfaceOf(external({ location })));
  for (const [key, value] of [
    ["offset", "-1"],
    ["offset", "1e9"],
    ["offset", "99999999999999"],
    ["length", "99999999999999999999"],
    ["length", "17"],
  ] as const)
    files.set(`${key} ${value}`, interfaceOf(external({ location: "graph.onnx", [key]: value })));
  files.set("values nowhere", interfaceOf(external({})));
  files.set(
    "impossible shape",
    field(7, field(5, Buffer.from([0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f, 0x10, 0x01]))),
  );
  files.set(
    "negative shape",
    field(7, field(5, Buffer.from([0x08, ...Array(9).fill(0xff), 0x01, 0x10, 0x01]))),
  );
  files.set("long name", field(7, field(11, field(1, Buffer.alloc(100_000, 0x61)))));
  for (let index = 0; index < 20; index++)
    files.set(
      `noise ${index}`,
      Buffer.from(Array.from({ length: 200 }, () => Math.floor((random() + 1) * 128))),
    );
  return files;
}

function ggufs(random: () => number): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  const head = (tensors: bigint, values: bigint, version = 3) =>
    Buffer.concat([Buffer.from("GGUF"), uint32(version), uint64(tensors), uint64(values)]);
  const text = (value: string) => Buffer.concat([uint64(BigInt(value.length)), Buffer.from(value)]);
  files.set("empty", Buffer.alloc(0));
  files.set("other magic", Buffer.from("FFUG\0\0\0\0"));
  for (const version of [0, 1, 4, 2 ** 31]) files.set(`version ${version}`, head(0n, 0n, version));
  for (const count of [-1n, 2n ** 63n, 65_537n, 3n]) {
    files.set(`${count} tensors`, head(count, 0n));
    files.set(`${count} values`, head(0n, count));
    files.set(`key of ${count} bytes`, Buffer.concat([head(0n, 1n), uint64(count)]));
    files.set(
      `list of ${count}`,
      Buffer.concat([head(0n, 1n), text("k"), uint32(9), uint32(8), uint64(count)]),
    );
  }
  for (const alignment of [0, 1, 7, 33, 2 ** 31])
    files.set(
      `alignment ${alignment}`,
      Buffer.concat([head(0n, 1n), text("general.alignment"), uint32(4), uint32(alignment)]),
    );
  for (const type of [9, 13, 255])
    files.set(
      `list in a list or type ${type}`,
      Buffer.concat([head(0n, 1n), text("k"), uint32(9), uint32(type), uint64(1n)]),
    );
  const tensor = (axes: readonly bigint[], type: number, offset: bigint) =>
    Buffer.concat([
      head(1n, 0n),
      text("t"),
      uint32(axes.length),
      ...axes.map(uint64),
      uint32(type),
      uint64(offset),
    ]);
  files.set("huge tensor", tensor([2n ** 62n, 4n], 0, 0n));
  files.set("tensor outside", tensor([1024n], 0, 0n));
  files.set("offset outside", tensor([1n], 0, 2n ** 60n));
  files.set("offset not aligned", tensor([1n], 0, 5n));
  files.set("unknown type", tensor([1n], 99, 0n));
  files.set("half a block", tensor([33n], 8, 0n));
  files.set("five axes", tensor([1n, 1n, 1n, 1n, 1n], 0, 0n));
  files.set("no axes", tensor([], 0, 0n));
  for (let index = 0; index < 10; index++)
    files.set(
      `noise ${index}`,
      Buffer.concat([
        Buffer.from("GGUF"),
        Buffer.from(Array.from({ length: 80 }, () => Math.floor((random() + 1) * 128))),
      ]),
    );
  return files;
}

/**
 * Writes the same hostile files on every run.
 * @param whole folder of a model that can be read
 */
export async function writeHostileFiles(whole: string, target: string): Promise<HostileFile[]> {
  const random = randomNumbers(6);
  const files: HostileFile[] = [];
  for (const [name, damage] of [...weightCases(random), ...metadataCases()]) {
    const path = join(target, String(files.length));
    await cp(whole, path, { recursive: true });
    await damage(path);
    files.push({ name, reader: "model", path });
  }
  for (const [reader, contents] of [
    ["graph", graphs(random)],
    ["gguf", ggufs(random)],
  ] as const) {
    for (const [name, content] of contents) {
      const path = join(target, String(files.length), reader === "graph" ? "graph.onnx" : "model.gguf");
      await mkdir(dirname(path));
      await writeFile(path, content);
      files.push({ name: `${reader}: ${name}`, reader, path });
    }
  }
  return files;
}
