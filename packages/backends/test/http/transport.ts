import type { RequestListener } from "node:http";
import { HttpTransport } from "../../src/http/transport/http-transport.ts";
import { ServerKey } from "../../src/http/transport/server-key.ts";
import { serverOrigin } from "../../src/http/transport/server-origin.ts";
import { type LoopbackServer, loopbackServer } from "./loopback-server.ts";
import { TestClock } from "./test-clock.ts";

export interface TransportSetting {
  readonly timeoutMs?: number;
  readonly concurrency?: number;
  readonly maxResponseBytes?: number;
  readonly key?: string;
  /** Below the server's root. */
  readonly path?: string;
}

export interface TestTransport {
  readonly transport: HttpTransport;
  readonly clock: TestClock;
  readonly server: LoopbackServer;
}

/** A request that every API would send. */
export const request = { method: "POST", path: "/embed", body: '{"inputs":["text"]}' } as const;

/** A transport to a server of the test's own, with time of its own. */
export async function transportTo(
  listener: RequestListener,
  setting: TransportSetting = {},
): Promise<TestTransport> {
  const server = await loopbackServer(listener);
  const clock = new TestClock();
  const { key, timeoutMs = 60_000, concurrency = 4, maxResponseBytes = 2 ** 20, path = "" } = setting;
  const parts = {
    origin: serverOrigin(server.url + path),
    key: key === undefined ? undefined : ServerKey.fromEnvironment("KEY", { KEY: key }),
    maxResponseBytes,
  };
  return { transport: new HttpTransport(parts, { timeoutMs, concurrency }, clock), clock, server };
}
