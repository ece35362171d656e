import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { IsovecError, type TextEmbedder } from "@isovec/core";
import type { IndexStatus } from "@isovec/core/protocol";
import { Admission } from "./admission.ts";
import { answerRequest } from "./answer-request.ts";
import { Gathering } from "./gathering.ts";
import { isLoopback } from "./loopback.ts";
import { FaceMetrics } from "./metrics/face-metrics.ts";
import { metered } from "./routes/embed-inputs.ts";
import { UnderWay } from "./under-way.ts";

export interface HttpFaceOptions {
  readonly embedder: TextEmbedder;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What a client must send as a bearer token. */
  readonly token?: string | undefined;
  /** Names beside the model's own under which clients may ask for it. */
  readonly aliases?: readonly string[] | undefined;
  /** Requests for the engine that may be under way at once; more are answered 429. */
  readonly mostRequests?: number | undefined;
  /** The index of the folder that is served, for `/metrics`. */
  readonly indexStatus?: (() => IndexStatus | undefined) | undefined;
  /** A failure that is no fault of the client's: method, path and message, never a text. */
  readonly onFailure: (sentence: string) => void;
}

export interface HttpFace {
  /** `http://host:port` */
  readonly url: string;
  /** Takes no more requests, answers those under way, and closes; within five seconds. */
  close(): Promise<void>;
}

/** A request whose headers or body come slower than this is given up. */
const slowestRequestMs = 60_000;
const mostConnections = 1024;
const mostHeldBytes = 128 * 2 ** 20;
export const usualRequests = 256;

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const remedy =
        error.code === "EADDRINUSE"
          ? "Choose another --port; 0 takes any that is free."
          : "Check --host and --port.";
      reject(
        new IsovecError("InputInvalid", `Nothing can listen on ${host}:${port} (${error.code}).`, {
          remedy,
          cause: error,
        }),
      );
    });
    server.listen(port, host, resolve);
  });
}

/**
 * An embedder as an HTTP server: OpenAI's `/v1/embeddings` and `/v1/models`, Text Embeddings Inference's `/embed`,
 * `/tokenize` and `/info`, and `/health` and `/metrics` (docs/serving.md).
 * @throws IsovecError `InputInvalid` when the address cannot be listened on
 */
export async function openHttpFace(options: HttpFaceOptions): Promise<HttpFace> {
  const { embedder, host, port, token, aliases = [], onFailure, indexStatus } = options;
  const admission = new Admission({ requests: options.mostRequests ?? usualRequests, bytes: mostHeldBytes });
  const metrics = new FaceMetrics({ embedder, admission, indexStatus });
  const gathering = new Gathering((texts, wanted) =>
    embedder.embed(texts, metered(embedder, metrics, wanted)),
  );
  const answering = {
    served: { embedder, gathering, metrics, aliases },
    access: { isLocal: isLoopback(host), token },
    admission,
    onFailure,
  };
  const underWay = new UnderWay();
  const server = createServer({ requestTimeout: slowestRequestMs }, (request, response) => {
    void answerRequest(request, response, answering, underWay.add(response));
  });
  server.maxConnections = mostConnections;
  await listen(server, host, port);
  const address = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${address.port}`,
    close: () => underWay.drain(server),
  };
}
