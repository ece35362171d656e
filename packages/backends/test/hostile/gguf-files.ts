import { uint32, uint64 } from "./damage.ts";

/** GGUF files. */
export function ggufs(random: () => number): Map<string, Uint8Array> {
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
