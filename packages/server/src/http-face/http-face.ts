import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { IsovecError, type TextEmbedder } from "@isovec/core";
import { readBody } from "./read-body.ts";
import { type Refusal, refusalOf } from "./refusal.ts";
import { embeddingRoutes } from "./routes.ts";

export interface HttpFaceOptions {
  readonly embedder: TextEmbedder;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** What a client must send as a bearer token. */
  readonly token?: string | undefined;
  /** A failure that is no fault of the client's: method, path and message, never a text. */
  readonly onFailure: (sentence: string) => void;
}

export interface HttpFace {
  /** `http://host:port` */
  readonly url: string;
  /** Takes no more requests, answers those under way, and closes. */
  close(): Promise<void>;
}

/** A request whose headers or body come slower than this is given up. */
const slowestRequestMs = 60_000;

function answer(response: ServerResponse, status: number, value: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
}

function refuse(response: ServerResponse, { status, error }: Refusal): void {
  answer(response, status, { error });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { embedder, token, onFailure }: HttpFaceOptions,
): Promise<void> {
  const { method = "", url = "/" } = request;
  const [path = "/"] = url.split("?");
  const leaving = new AbortController();
  response.once("close", () => leaving.abort());
  try {
    const route = embeddingRoutes.get(`${method} ${path}`);
    if (route === undefined) {
      const known = [...embeddingRoutes.keys()].join(", ");
      refuse(response, refusalOf(404, `There is no ${method} ${path} here.`, `There is: ${known}.`));
    } else if (token !== undefined && request.headers.authorization !== `Bearer ${token}`) {
      response.setHeader("www-authenticate", "Bearer");
      refuse(
        response,
        refusalOf(401, "The request has no valid bearer token.", "Send Authorization: Bearer …"),
      );
    } else {
      const body = method === "POST" ? await readBody(request) : undefined;
      answer(response, 200, await route(embedder, body, leaving.signal));
    }
  } catch (error) {
    if (leaving.signal.aborted) return;
    const known = IsovecError.is(error);
    // A defect's text may hold paths of this machine.
    if (!known) onFailure(`${method} ${path}: ${error instanceof Error ? error.message : String(error)}`);
    const refusal = known
      ? refusalOf(statusOf(error), error.message, error.remedy)
      : refusalOf(500, "The server failed on this request.", "Its own output has the details.");
    if (known && error.name === "Overloaded") response.setHeader("retry-after", "1");
    refuse(response, refusal);
  }
}

function statusOf({ name }: IsovecError): number {
  if (name === "InputInvalid" || name === "InputTooLong" || name === "ModelNotFound") return 400;
  if (name === "Overloaded") return 429;
  return name === "Timeout" ? 504 : 502;
}

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
 * An embedder as an HTTP server: OpenAI's `/v1/embeddings` and `/v1/models`, Text Embeddings Inference's `/embed` and
 * `/tokenize`, and `/health`.
 * @throws IsovecError `InputInvalid` when the address cannot be listened on
 */
export async function openHttpFace(options: HttpFaceOptions): Promise<HttpFace> {
  const server = createServer({ requestTimeout: slowestRequestMs }, (request, response) => {
    void handle(request, response, options);
  });
  await listen(server, options.host, options.port);
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(":") ? `[${options.host}]` : options.host;
  return {
    url: `http://${host}:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      await closed;
    },
  };
}
