import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Damage, put, uint64 } from "./damage.ts";

function safetensors(header: unknown, data = 16): Buffer {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  return Buffer.concat([uint64(BigInt(json.length)), json, Buffer.alloc(data)]);
}

/** Safetensors, shards and pickles. */
export function weightCases(random: () => number): Map<string, Damage> {
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
