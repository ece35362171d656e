// Framing that the toy server and the toy plugin share; it knows nothing of Isovec's own reader.

/** One message in the base framing. @param count how long the header says that the body is */
export function frame(message, count = Buffer.byteLength) {
  const body = JSON.stringify(message);
  return `Content-Length: ${count(body)}\r\n\r\n${body}`;
}

/** Whether a header block can be followed by a message. @returns the body's length, or nothing */
export function bodyLength(block) {
  const lines = block.split("\r\n");
  const lengths = lines.filter((line) => /^content-length:/i.test(line));
  if (lines.some((line) => !/^[A-Za-z-]+: /.test(line) || line.includes("\n"))) return undefined;
  if (/charset=(?!utf-?8)/i.test(block) || lengths.length !== 1) return undefined;
  const length = /^content-length: *(\d{1,10})$/i.exec(lengths[0])?.[1];
  return length !== undefined && Number(length) <= 2 ** 30 ? Number(length) : undefined;
}

/** Reads frames; `broken` is told of a header that no message can follow, `body` of each body, `oversize` of a long one. */
export function readFrames(stream, { body, broken, oversize = body, most = Infinity, inCharacters = false }) {
  let held = [];
  let bytes = 0;
  let wanted = 0;
  const reader = (chunk) => {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes < wanted) return;
    let rest = Buffer.concat(held);
    for (;;) {
      const end = rest.indexOf("\r\n\r\n");
      const header = rest.toString("latin1", 0, end < 0 ? Math.min(rest.length, 4097) : end);
      if (end < 0 && header.length <= 4096 && !/^[^C]|[^\r]\n/i.test(header)) break;
      const length = end < 0 || end > 4096 ? undefined : bodyLength(header);
      if (length === undefined) {
        if (broken(header) !== "go on") {
          stream.off("data", reader);
          return;
        }
        rest = rest.subarray(end < 0 ? rest.length : end + 4);
        if (rest.length === 0) break;
        continue;
      }
      wanted = end + 4 + length;
      if (rest.length < wanted) break;
      let size = length;
      if (inCharacters) size = Buffer.byteLength(rest.toString("utf8", end + 4).slice(0, length));
      const content = rest.subarray(end + 4, end + 4 + size);
      rest = rest.subarray(end + 4 + size);
      wanted = 0;
      if (length > most) oversize(content);
      else body(content);
    }
    held = [rest];
    bytes = rest.length;
  };
  stream.on("data", reader);
}
