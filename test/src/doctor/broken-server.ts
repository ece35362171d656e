import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { BrokenPipeline } from "./broken-pipeline.ts";
import type { Conduct } from "./faults.ts";

export interface BrokenServer {
  /** `http://127.0.0.1:port` */
  readonly url: string;
  /** Every text or id sequence it was sent. */
  readonly received: unknown[];
  stop(): Promise<void>;
}

export interface BrokenServerOptions {
  readonly conduct?: Conduct;
  /** What `needs-key` wants as a bearer token. */
  readonly key?: string;
}

/** Requests that are answered before a server breaks or fails midway. */
const answeredBefore = 3;

type Rows = readonly (string | readonly number[])[];
type Body = Readonly<Record<string, unknown>>;

function rowsOf({ input, inputs, content }: Body): Rows {
  const given = (input ?? inputs ?? content) as string | Rows;
  return typeof given === "string" ? [given] : given;
}

function inBase64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString("base64");
}

/** What the four kinds of server answer. Settings that a client sends (`normalize`, `embd_normalize`) are not heeded. */
async function valueFor(pipeline: BrokenPipeline, path: string, body: Body): Promise<unknown> {
  switch (path) {
    case "/info":
      return { model_id: "broken", max_input_length: pipeline.card.maxTokens, max_client_batch_size: 32 };
    case "/tokenize":
      return typeof body["content"] === "string"
        ? { tokens: pipeline.idsOf(body["content"]) }
        : (rowsOf(body) as string[]).map((text) => pipeline.idsOf(text).map((id) => ({ id })));
    case "/embed":
      return pipeline.vectorsOf(rowsOf(body));
    case "/api/embed":
      return { model: body["model"], embeddings: await pipeline.vectorsOf(rowsOf(body)) };
    case "/embedding": {
      const vectors = await pipeline.vectorsOf(rowsOf(body));
      return vectors.map((vector, index) => ({ index, embedding: [vector] }));
    }
    case "/v1/embeddings": {
      const coded = body["encoding_format"] === "base64";
      const vectors = await pipeline.vectorsOf(rowsOf(body));
      const entries = vectors.map((vector, index) => ({
        object: "embedding",
        index,
        embedding: coded ? inBase64(vector) : vector,
      }));
      return { object: "list", data: entries, model: "broken" };
    }
    default:
      return undefined;
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const blocks: Buffer[] = [];
  for await (const block of request) blocks.push(block as Buffer);
  return Buffer.concat(blocks).toString("utf8");
}

function misconduct(
  request: IncomingMessage,
  response: ServerResponse,
  { conduct, key = "" }: BrokenServerOptions,
  before: number,
): boolean {
  if (conduct === "html") {
    response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>Welcome</title>");
  } else if (conduct === "needs-key" && request.headers.authorization !== `Bearer ${key}`) {
    response.writeHead(401, { "content-type": "application/json" }).end('{"error":"no such key"}');
  } else if (conduct === "rate-limited") {
    response.writeHead(429, { "retry-after": "3600" }).end('{"error":"too many requests"}');
  } else if (conduct === "breaks-midway" && before >= answeredBefore) {
    request.socket.destroy();
  } else if (conduct === "fails-midway" && before >= answeredBefore) {
    response.writeHead(501, { "content-type": "application/json" }).end('{"error":"out of memory"}');
  } else return false;
  return true;
}

/** One server on this machine that speaks all four APIs over a pipeline with faults. The caller stops it. */
export async function startBrokenServer(
  pipeline: BrokenPipeline,
  options: BrokenServerOptions = {},
): Promise<BrokenServer> {
  const received: unknown[] = [];
  let requests = 0;
  const server = createServer(async (request, response) => {
    try {
      const text = await bodyOf(request);
      if (misconduct(request, response, options, requests++)) return;
      const body: Body = text === "" ? {} : JSON.parse(text);
      if (text !== "") received.push(...rowsOf(body));
      const value = await valueFor(pipeline, request.url ?? "", body);
      // JSON has no NaN: JSON.stringify writes null for it, as many servers do.
      response
        .writeHead(value === undefined ? 404 : 200, { "content-type": "application/json" })
        .end(JSON.stringify(value));
    } catch (error) {
      response.writeHead(501).end(JSON.stringify({ error: String(error) }));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
