/** Every fp16 value as fp32, by its bit pattern: 256 KB that make reading fp16 weights a table look-up. */
let fp16Values: Float32Array | undefined;

function halfValue(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** fp16 bit patterns -> fp32, exact. */
export function fp16ToFp32(halves: Uint16Array): Float32Array {
  fp16Values ??= Float32Array.from({ length: 0x10000 }, (_, bits) => halfValue(bits));
  const values = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) values[i] = fp16Values[halves[i] as number] as number;
  return values;
}

/** bf16 bit patterns -> fp32, exact: bf16 is the upper half of an fp32. */
export function bf16ToFp32(halves: Uint16Array): Float32Array {
  const bits = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) bits[i] = (halves[i] as number) << 16;
  return new Float32Array(bits.buffer);
}

/** fp32 -> fp16 bit patterns, rounded to the nearest, ties to even (IEEE 754). From 65520 on it is infinity. */
export function fp32ToFp16(values: Float32Array): Uint16Array {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const halves = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const word = bits[i] as number;
    const magnitude = word & 0x7fff_ffff;
    const sign = (word >>> 16) & 0x8000;
    if (magnitude >= 0x477f_f000) {
      halves[i] = sign | (magnitude > 0x7f80_0000 ? 0x7e00 : 0x7c00);
    } else if (magnitude >= 0x3880_0000) {
      const rebiased = magnitude - 0x3800_0000;
      halves[i] = sign | ((rebiased + 0xfff + ((rebiased >>> 13) & 1)) >>> 13);
    } else if (magnitude > 0x3300_0000) {
      // Below 2^-14 a half counts in steps of 2^-24.
      const shift = 126 - (magnitude >>> 23);
      const mantissa = (magnitude & 0x7f_ffff) | 0x80_0000;
      const kept = mantissa >>> shift;
      const dropped = mantissa & ((1 << shift) - 1);
      const tie = 1 << (shift - 1);
      halves[i] = sign | (dropped > tie || (dropped === tie && (kept & 1) === 1) ? kept + 1 : kept);
    } else {
      halves[i] = sign;
    }
  }
  return halves;
}
