const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";

function superscript(number: string): string {
  return Array.from(number, (digit) => digits[Number(digit)]).join("");
}

/** 5.5e-13 as people write it, without a line break in it. */
export function scientific(value: number): string {
  if (value === 0) return "0";
  const [mantissa = "", exponent = ""] = value.toExponential(1).split("e");
  return `${mantissa}\u00a0×\u00a010${exponent.startsWith("-") ? "⁻" : ""}${superscript(exponent.slice(1))}`;
}

/** Of a count or a rate: three digits are enough where there are more. */
export function counted(value: number): string {
  return value.toLocaleString("en", { maximumSignificantDigits: value < 1000 ? 3 : 4 });
}
