import type { IncomingMessage } from "node:http";
import { IsovecError } from "@isovec/core";

const largestBody = 32 * 2 ** 20;

function invalid(message: string, remedy: string): IsovecError {
  return new IsovecError("InputInvalid", message, { remedy });
}

/** @throws IsovecError `InputInvalid` for a body that is too large, or no JSON in UTF-8 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  const blocks: Buffer[] = [];
  let bytes = 0;
  for await (const block of request as AsyncIterable<Buffer>) {
    bytes += block.length;
    // What is left is read and dropped: a client that is still writing does not see the answer.
    if (bytes <= largestBody) blocks.push(block);
  }
  if (bytes > largestBody) {
    throw invalid(
      `The body has ${bytes} bytes; at most ${largestBody} are read.`,
      "Send fewer texts at once.",
    );
  }
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(blocks)));
  } catch {
    throw invalid("The body is not JSON in UTF-8.", "Send content-type application/json.");
  }
}
