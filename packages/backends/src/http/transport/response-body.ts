/** The answer has more bytes than are allowed. */
export class ResponseTooLarge extends Error {
  override readonly name = "ResponseTooLarge";
}

/**
 * Reads an answer to its end, or until it has more bytes than `limit` after decompression; the rest is never read, so
 * that a compressed bomb costs no more than the limit.
 * @param beyond what to do then
 * @throws ResponseTooLarge, or what the connection failed with
 */
export async function readBody(response: Response, limit: number, beyond: "fail" | "cut"): Promise<string> {
  if (response.body === null) return "";
  const reader = response.body.getReader();
  const blocks: Uint8Array[] = [];
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (bytes > limit) {
      await reader.cancel().catch(() => undefined);
      if (beyond === "fail") throw new ResponseTooLarge();
      break;
    }
    blocks.push(value);
  }
  return Buffer.concat(blocks).toString("utf8");
}
