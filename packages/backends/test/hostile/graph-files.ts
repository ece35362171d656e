/** A length-delimited field of protobuf. */
function field(id: number, content: Uint8Array): Buffer {
  const length: number[] = [];
  for (let rest = content.length; ; rest >>>= 7) {
    length.push(rest > 127 ? (rest & 127) | 128 : rest);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from([id * 8 + 2, ...length]), content]);
}

/** ONNX graphs. */
export function graphs(random: () => number): Map<string, Uint8Array> {
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
