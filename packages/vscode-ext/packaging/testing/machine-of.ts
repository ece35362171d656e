/**
 * The target that a native library is built for, as its first bytes say: `linux-x64`.
 * Sources: elf(5) `e_machine`; the PE format's machine types; Apple's mach/machine.h.
 */
export function machineOf(library: Buffer): string {
  if (library.readUInt32BE(0) === 0x7f454c46) {
    const machine = library.readUInt16LE(18);
    return { 62: "linux-x64", 183: "linux-arm64" }[machine] ?? `ELF machine ${machine}`;
  }
  if (library.toString("latin1", 0, 2) === "MZ") {
    const machine = library.readUInt16LE(library.readUInt32LE(60) + 4);
    return { 34404: "win32-x64", 43620: "win32-arm64" }[machine] ?? `PE machine ${machine}`;
  }
  const magic = library.readUInt32LE(0);
  if (magic === 0xfeedfacf) {
    const machine = library.readUInt32LE(4);
    return { 16777223: "darwin-x64", 16777228: "darwin-arm64" }[machine] ?? `Mach-O CPU ${machine}`;
  }
  return `unknown (${magic.toString(16)})`;
}
