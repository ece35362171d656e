import { describe, expect, it } from "vitest";
import { decode } from "./decode.ts";

const encoded = (bytes: readonly number[]): ReturnType<typeof decode> => decode(Uint8Array.from(bytes));
const latin = (text: string): ReturnType<typeof decode> => decode(Buffer.from(text, "latin1"));

/** "// " and a comment on the reading of files, a line of code, in the code that the name says. */
const japanese =
  "2f2f 83 74 83 40 83 43 83 8b 82 f0 93 c7 82 dd 8d 9e 82 dd 81 41 8d 73 82 f0 95 d4 82 b7 8a d6 90 94 82 c5 82 b7 81 42 0a";
const russian =
  "2f2f20 d7 e8 f2 e0 e5 f2 20 f4 e0 e9 eb 20 e8 20 e2 ee e7 e2 f0 e0 f9 e0 e5 f2 20 f1 f2 f0 ee ea e8 2c 20 ea ee f2 ee f0 fb e5 20 e2 20 ed e5 ec 20 e5 f1 f2 fc 0a";

function bytesOf(hexadecimal: string, times: number): Uint8Array {
  const once = Buffer.from(hexadecimal.replaceAll(" ", ""), "hex");
  return Buffer.concat([...Array.from({ length: times }, () => once), Buffer.from("int read(void);\n")]);
}

describe("the code in which a text is written", () => {
  it("is UTF-16 without a mark where every second byte is zero, on one side", () => {
    const text = "export const a = 1;\n";
    const little = Buffer.from(text, "utf16le");
    expect(decode(little)).toEqual({ text, encoding: "utf-16le" });
    expect(decode(Buffer.from(little).swap16())).toEqual({ text, encoding: "utf-16be" });
    expect(decode(Buffer.concat([little, Buffer.of(1)]))).toMatchObject({ undecodable: "binary" });
  });

  it("is western where the bytes above 127 stand as accents do", () => {
    expect(latin("// na\u00efve caf\u00e9 \u00e0 Z\u00fcrich")).toMatchObject({
      text: "// naïve café à Zürich",
      encoding: "windows-1252",
    });
    expect(encoded([0x2f, 0x2f, 0xa9, 0x32])).toEqual({ text: "//©2", encoding: "windows-1252" });
  });

  it("is another one where chardet is sure", () => {
    const shifted = decode(bytesOf(japanese, 4));
    expect(shifted).toMatchObject({ encoding: "shift_jis" });
    expect("text" in shifted && shifted.text).toContain("ファイルを読み込み、行を返す関数です。");
    const cyrillic = decode(bytesOf(russian, 2));
    expect(cyrillic).toMatchObject({ encoding: "windows-1251" });
    expect("text" in cyrillic && cyrillic.text).toContain("Читает файл и возвращает строки");
  });

  it("is not guessed where nothing is sure, and control characters are no text", () => {
    const noise = Array.from({ length: 400 }, (_, index) => 128 + ((index * 37) % 128));
    expect(encoded(noise)).toMatchObject({ undecodable: "encoding" });
    expect(encoded([0x41, 0xe9, 0x07, 0x42])).toMatchObject({ undecodable: "binary" });
    expect(encoded([0xff, 0xfe, 0, 0, 0x41, 0, 0, 0])).toMatchObject({ undecodable: "binary" });
  });
});
