import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { IsovecError } from "@isovec/core";
import type { StoreAddress } from "./store-address.ts";

/** PostgreSQL's SSLRequest: its length, then a number that is no version of the protocol. */
const tlsRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);
const accepted = "S".charCodeAt(0);

/** Resolves with what the event gives; rejects when the connection fails or ends first. */
function first<T>(socket: Socket, event: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const settle = (finish: () => void): void => {
      socket.off(event, happened).off("error", failed).off("close", closed);
      finish();
    };
    const happened = (value: T): void => settle(() => resolve(value));
    const failed = (error: Error): void => settle(() => reject(error));
    const closed = (): void =>
      failed(Object.assign(new Error("the connection was closed"), { code: "ECONNRESET" }));
    socket.on(event, happened).on("error", failed).on("close", closed);
  });
}

/**
 * Connects, and encrypts where the address wants it. The client's own way tells a server without TLS by a broken
 * handshake, and waits for ever for one that closes at once.
 * @throws Error of the system or of TLS, the signal's reason; IsovecError `HostNotAllowed` when the server has no TLS
 */
export async function openSocket(
  { host, port, tls, place }: StoreAddress,
  signal: AbortSignal,
): Promise<Socket> {
  const plain = connect({ host, port, noDelay: true });
  const stop = (): unknown => plain.destroy(signal.reason as Error);
  signal.addEventListener("abort", stop, { once: true });
  if (signal.aborted) stop();
  try {
    await first(plain, "connect");
    if (tls === undefined) return plain;
    const answered = first<Buffer>(plain, "data");
    plain.write(tlsRequest);
    if ((await answered)[0] !== accepted) {
      throw new IsovecError("HostNotAllowed", `The vector store ${place} does not speak TLS.`, {
        remedy: "Let it, or add `?sslmode=disable` to its address if everybody on the way may read along.",
      });
    }
    // Without a host, the name in the certificate would be compared with `localhost` where the address is a number.
    const secure = connectTls({ ...tls, host, socket: plain });
    await first(secure, "secureConnect");
    return secure;
  } catch (error) {
    plain.destroy();
    throw error;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
