import type { IncomingMessage } from "node:http";
import { RefusedRequest } from "./refusal.ts";

export const largestBody: number = 32 * 2 ** 20;

/** What a client may go on sending of a body that is refused: one that is cut off in the middle does not see why. */
const mostDropped = 4 * largestBody;

function tooLarge(bytes: number): RefusedRequest {
  const message = `The body has ${bytes} bytes or more; at most ${largestBody} are read. Send fewer texts at once.`;
  return new RefusedRequest({ status: 413, message });
}

/**
 * The body as JSON.
 * @param hold is told of bytes before they are kept, and may throw
 * @throws RefusedRequest for a body that is too large, packed, or no JSON in UTF-8
 */
export async function readBody(request: IncomingMessage, hold: (bytes: number) => void): Promise<unknown> {
  const announced = Number(request.headers["content-length"] ?? 0);
  if (announced > largestBody) throw tooLarge(announced);
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") {
    const message = `The body is packed (content-encoding: ${encoding}). Send it as it is.`;
    throw new RefusedRequest({ status: 415, message });
  }
  const blocks: Buffer[] = [];
  let bytes = 0;
  let failure: unknown;
  for await (const block of request as AsyncIterable<Buffer>) {
    bytes += block.length;
    if (bytes > mostDropped) break;
    if (failure !== undefined) continue;
    try {
      if (bytes > largestBody) throw tooLarge(bytes);
      hold(block.length);
      blocks.push(block);
    } catch (error) {
      failure = error;
      blocks.length = 0;
    }
  }
  if (failure !== undefined) throw failure;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(blocks)));
  } catch {
    throw new RefusedRequest({ status: 400, message: "The body is not JSON in UTF-8." });
  }
}
