import chardet from "chardet";

/** As git does it: a NUL in the first 8 KB. */
const binaryProbe = 8_000;

export type Decoded =
  | { readonly text: string; readonly encoding: string }
  | { readonly undecodable: "binary" | "encoding"; readonly evidence: string };

function decodedAs(encoding: string, bytes: Uint8Array): Decoded {
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

/**
 * UTF-16 without a byte order mark: text of Latin script has a zero in nearly every second byte, always on the same
 * side. Other scripts cannot be told from binary content that way, and are not.
 */
function unmarkedUtf16(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const length = Math.min(bytes.length, binaryProbe) & ~1;
  if (bytes.length % 2 !== 0 || length < 4) return undefined;
  const zeros = [0, 0];
  for (let at = 0; at < length; at++) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] as number) + 1;
  const [even = 0, odd = 0] = zeros;
  const pairs = length / 2;
  if (odd > 0.7 * pairs && even === 0) return "utf-16le";
  return even > 0.7 * pairs && odd === 0 ? "utf-16be" : undefined;
}

/** A control character that no text has: neither white space nor an escape or form feed. */
function controlAt(bytes: Uint8Array): number {
  return bytes.findIndex((byte) => byte < 32 && !(byte >= 9 && byte <= 13) && byte !== 27 && byte !== 26);
}

/**
 * Whether the bytes above 127 stand like the accents of a western language: alone or in twos, most of them letters of
 * windows-1252. Two-byte codes and other alphabets put them in rows.
 */
function isWestern(bytes: Uint8Array): boolean {
  let runs = 0;
  let high = 0;
  let letters = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] as number;
    if (byte < 0x80) continue;
    if (byte === 0x81 || byte === 0x8d || byte === 0x8f || byte === 0x90 || byte === 0x9d) return false;
    high++;
    if (byte >= 0xc0) letters++;
    if (at === 0 || (bytes[at - 1] as number) < 0x80) runs++;
  }
  // Marks such as © and “ ” are rarer than letters in all but the shortest texts.
  return high / runs <= 1.5 && (letters >= high / 2 || high <= 4);
}

/** From the first byte above 127 on so many are shown to chardet: a mebibyte takes it a quarter of a second. */
const sampled = 32 * 1024;
/** Below this chardet has not seen enough to tell one code from another. */
const sureFrom = 50;

function otherEncoding(bytes: Uint8Array): Decoded {
  const first = bytes.findIndex((byte) => byte > 127);
  const [best] = chardet
    .analyse(bytes.subarray(first, first + sampled))
    .filter(({ name }) => !/^(?:UTF|ISO-8859-[129]|windows-125[0245])/.test(name));
  if (best !== undefined && best.confidence >= sureFrom) {
    try {
      const text = new TextDecoder(best.name, { fatal: true }).decode(bytes);
      return { text, encoding: best.name.toLowerCase() };
    } catch {
      // Either the code is unknown here or the bytes are not of it.
    }
  }
  const guess = best === undefined ? "" : `, most like ${best.name}`;
  return { undecodable: "encoding", evidence: `neither UTF-8 nor UTF-16 nor western${guess}` };
}

/**
 * The text of a file: UTF-8, UTF-16 with or without a byte order mark, windows-1252 (which is Latin-1 where that has
 * letters), or another code that its bytes show beyond doubt. What cannot be told is not guessed.
 */
export function decode(bytes: Uint8Array): Decoded {
  const [first, second, third, fourth] = bytes;
  const isUtf32 = first === 0xff && second === 0xfe && third === 0 && fourth === 0;
  if (first === 0xff && second === 0xfe && !isUtf32) return decodedAs("utf-16le", bytes);
  if (first === 0xfe && second === 0xff) return decodedAs("utf-16be", bytes);
  const zero = bytes.subarray(0, binaryProbe).indexOf(0);
  if (zero >= 0) {
    const encoding = unmarkedUtf16(bytes);
    if (encoding !== undefined) return decodedAs(encoding, bytes);
    return { undecodable: "binary", evidence: `byte ${zero} is zero` };
  }
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), encoding: "utf-8" };
  } catch {
    const control = controlAt(bytes);
    if (control >= 0) return { undecodable: "binary", evidence: `byte ${control} is a control character` };
    return isWestern(bytes) ? decodedAs("windows-1252", bytes) : otherEncoding(bytes);
  }
}
