import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface LoopbackServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  readonly server: Server;
  stop(): Promise<void>;
}

/** A server on this machine; the caller stops it. */
export async function startServer(listener: RequestListener): Promise<LoopbackServer> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    server,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A server that is gone after the test. */
export async function loopbackServer(listener: RequestListener): Promise<LoopbackServer> {
  const started = await startServer(listener);
  onTestFinished(() => started.stop());
  return started;
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of request) blocks.push(block as Buffer);
  return Buffer.concat(blocks).toString("utf8");
}
