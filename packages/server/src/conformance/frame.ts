/** A message's bytes in the base framing. */
export function frameOf(message: unknown): Buffer {
  return framed(Buffer.from(JSON.stringify(message)));
}

export function framed(body: Uint8Array | string): Buffer {
  const bytes = Buffer.from(body as Uint8Array);
  return Buffer.concat([Buffer.from(`Content-Length: ${bytes.length}\r\n\r\n`), bytes]);
}

export function requestFrame(id: unknown, method: string, params?: unknown): Buffer {
  return frameOf({ jsonrpc: "2.0", id, method, ...(params !== undefined && { params }) });
}

export function notificationFrame(method: string, params?: unknown): Buffer {
  return frameOf({ jsonrpc: "2.0", method, ...(params !== undefined && { params }) });
}
