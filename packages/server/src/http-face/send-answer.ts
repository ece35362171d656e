import { once } from "node:events";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { TimeSlice, throwIfCancelled } from "@isovec/core";
import type { Answer } from "./routes/route.ts";

/** An answer up to this size goes out in one piece. */
const inOnePiece = 64 * 1024;

/** A client that takes nothing of its answer for so long is given up. */
const slowestReaderMs = 60_000;

/** Sends a body as fast as the client takes it; others have their turn meanwhile. */
export async function sendAnswer(
  response: ServerResponse,
  status: number,
  { contentType, pieces }: Answer,
  { signal, headers = {} }: { readonly signal?: AbortSignal; readonly headers?: OutgoingHttpHeaders },
): Promise<void> {
  const head = { ...headers, "content-type": contentType };
  const slice = new TimeSlice();
  response.setTimeout(slowestReaderMs, () => response.destroy());
  let collected = "";
  for (const piece of pieces) {
    collected += piece;
    if (await slice.rest()) throwIfCancelled(signal);
    if (collected.length < inOnePiece) continue;
    if (!response.headersSent) response.writeHead(status, head);
    if (!response.write(collected)) await once(response, "drain", signal && { signal });
    collected = "";
  }
  if (!response.headersSent)
    response.writeHead(status, { ...head, "content-length": Buffer.byteLength(collected) });
  response.end(collected);
}
