import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bf16ToFp32, fp16ToFp32, fp32ToFp16 } from "./half-precision.ts";
import { SafetensorsFile } from "./safetensors-file.ts";
import { writeSafetensors } from "./write-safetensors.ts";

describe("half precision", () => {
  it("widens every fp16 exactly and rounds it back to itself", () => {
    const halves = Uint16Array.from({ length: 0x10000 }, (_, bits) => bits);
    const back = fp32ToFp16(fp16ToFp32(halves));
    const isNan = (bits: number) => (bits & 0x7c00) === 0x7c00 && (bits & 0x3ff) !== 0;
    expect(halves.filter((bits, index) => !isNan(bits) && back[index] !== bits)).toHaveLength(0);
  });

  // numpy: np.float32(x).astype(np.float16).view(np.uint16)
  it.each([
    [1, 0x3c00],
    [-2, 0xc000],
    [0.1, 0x2e66],
    [65504, 0x7bff],
    [65519.996, 0x7bff],
    [65520, 0x7c00],
    [1 + 2 ** -11, 0x3c00],
    [1 + 3 * 2 ** -11, 0x3c02],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [2 ** -25, 0x0000],
    [1.5 * 2 ** -25, 0x0001],
    [-0, 0x8000],
  ])("rounds %d to the nearest half, ties to even", (value, bits) => {
    expect(fp32ToFp16(Float32Array.of(value))[0]).toBe(bits);
  });

  it("keeps infinity and NaN", () => {
    const [infinity, nan] = fp16ToFp32(fp32ToFp16(Float32Array.of(Number.NEGATIVE_INFINITY, Number.NaN)));
    expect(infinity).toBe(Number.NEGATIVE_INFINITY);
    expect(nan).toBeNaN();
  });

  it("reads bf16 as the upper half of an fp32", () => {
    expect([...bf16ToFp32(Uint16Array.of(0x3f80, 0xc040))]).toEqual([1, -3]);
  });
});

describe("a safetensors file", () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-safetensors-"));
    file = join(folder, "model.safetensors");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const tensor = (name: string, shape: number[], values: number[]) => ({
    name,
    dtype: "F32" as const,
    shape,
    bytes: 4 * values.length,
    read: async () => new Uint8Array(Float32Array.from(values).buffer),
  });

  /** A file with the given header, true to its length, and as many bytes behind it. */
  function writeRaw(header: unknown, dataBytes: number): void {
    const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(json.length));
    writeFileSync(file, Buffer.concat([length, json, Buffer.alloc(dataBytes)]));
  }

  it("gives back what was written", async () => {
    await writeSafetensors(file, [tensor("a", [2, 2], [1, 2, 3, 4]), tensor("b", [1], [5])]);
    const weights = await SafetensorsFile.open(file);
    expect(weights.entry("a").shape).toEqual([2, 2]);
    expect([...(await weights.readFloats("a"))]).toEqual([1, 2, 3, 4]);
    expect([...(await weights.readFloats("b"))]).toEqual([5]);
    await weights.close();
  });

  const entry = { dtype: "F32", shape: [1], data_offsets: [0, 4] };
  it.each([
    ["a header that is no JSON", "{", 0, /its header is not JSON/],
    ["an unknown type", { a: { ...entry, dtype: "F3" } }, 4, /tensor a has the unknown type "F3"/],
    ["a shape that is none", { a: { ...entry, shape: [-1] } }, 4, /tensor a has no usable shape/],
    ["a tensor outside of the file", { a: entry }, 3, /tensor a lies outside/],
    [
      "a shape that does not fit the bytes",
      { a: { ...entry, shape: [1e15] } },
      4,
      /has 4 bytes where its shape needs/,
    ],
    ["a hole", { a: { ...entry, data_offsets: [4, 8] } }, 8, /overlaps another or leaves a hole/],
    [
      "an overlap",
      { a: entry, b: { ...entry, data_offsets: [2, 6] } },
      6,
      /overlaps another or leaves a hole/,
    ],
    ["bytes that belong to no tensor", { a: entry }, 5, /its header accounts for/],
  ])("is refused by name for %s", async (_what, header, dataBytes, message) => {
    writeRaw(header, dataBytes);
    await expect(SafetensorsFile.open(file)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(message),
    });
    await expect(SafetensorsFile.open(file)).rejects.toThrowError(file);
  });

  it.each([
    [
      "an impossible header length",
      Buffer.from("ffffffffffffff7f", "hex"),
      /cut short or something else/,
      /./,
    ],
    ["nothing", Buffer.alloc(0), /cut short or something else/, /./],
    ["a git-lfs pointer", Buffer.from("version https://git-lfs.github.com/spec/v1\n"), /./, /git lfs pull/],
    ["a web page", Buffer.from("<!DOCTYPE html><html><body>404"), /./, /web page/],
  ])("is refused when it holds %s", async (_what, content, message, remedy) => {
    writeFileSync(file, content);
    await expect(SafetensorsFile.open(file)).rejects.toMatchObject({
      name: "ModelCorrupt",
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(remedy),
    });
  });

  it("is refused when it was cut short", async () => {
    await writeSafetensors(file, [tensor("a", [4], [1, 2, 3, 4])]);
    writeFileSync(file, (await readFile(file)).subarray(0, -1));
    await expect(SafetensorsFile.open(file)).rejects.toThrowError(/tensor a lies outside of the file/);
  });

  it("names a tensor that it lacks", async () => {
    await writeSafetensors(file, [tensor("a", [1], [1])]);
    const weights = await SafetensorsFile.open(file);
    await expect(weights.readFloats("b")).rejects.toThrowError(/has no tensor b/);
    await weights.close();
  });
});
