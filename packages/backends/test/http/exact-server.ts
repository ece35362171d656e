import type { IncomingMessage, ServerResponse } from "node:http";
import type { ExactPipeline } from "./exact-pipeline.ts";
import { bodyOf, type LoopbackServer, startServer } from "./loopback-server.ts";

type Rows = readonly (string | readonly number[])[];
type Body = Readonly<Record<string, unknown>>;

const decodedIds = /^ids:(\[.*\])$/;

function base64(vector: readonly number[]): string {
  return Buffer.from(Float32Array.from(vector).buffer).toString("base64");
}

type Route = (pipeline: ExactPipeline, body: Body) => Promise<unknown>;

/** What each of the four servers does with the same pipeline behind it. */
const routes: Readonly<Record<string, Route>> = {
  "/v1/embeddings": async (pipeline, { input, encoding_format }) => {
    const vectors = await pipeline.vectorsOf(input as Rows);
    const entries = vectors.map((vector, index) => ({
      object: "embedding",
      index,
      embedding: encoding_format === "base64" ? base64(vector) : vector,
    }));
    // The order of the entries is the server's own affair.
    return { object: "list", data: entries.reverse(), model: "exact" };
  },
  "/info": async ({ card }) => ({ max_input_length: card.maxTokens, max_client_batch_size: 16 }),
  "/embed": async (pipeline, { inputs }) => pipeline.vectorsOf(inputs as Rows),
  "/decode": async (_pipeline, { ids }) => (ids as number[][]).map((row) => `ids:${JSON.stringify(row)}`),
  "/tokenize": async ({ tokenizer }, { inputs, content }) => {
    const idsOf = (text: string) => {
      const given = decodedIds.exec(text)?.[1];
      return given === undefined ? Array.from(tokenizer.tokenize(text).ids) : (JSON.parse(given) as number[]);
    };
    if (typeof content === "string") return { tokens: idsOf(content) };
    return (inputs as string[]).map((text) => idsOf(text).map((id) => ({ id, text: "", special: false })));
  },
  "/api/embed": async (pipeline, { model, input }) => ({
    model,
    embeddings: await pipeline.vectorsOf(input as Rows),
  }),
  "/embedding": async (pipeline, { content }) => {
    const vectors = await pipeline.vectorsOf(content as Rows);
    return vectors.map((vector, index) => ({ index, embedding: [vector] }));
  },
};

async function answer(pipeline: ExactPipeline, request: IncomingMessage, response: ServerResponse) {
  const route = routes[request.url ?? ""];
  if (route === undefined) {
    response.writeHead(404).end();
    return;
  }
  const body = await bodyOf(request);
  const value = await route(pipeline, body === "" ? {} : (JSON.parse(body) as Body));
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
}

/** A server that speaks all four APIs, with the real engine, the real weights and core's own pipeline behind them. */
export function startExactServer(pipeline: ExactPipeline): Promise<LoopbackServer> {
  return startServer((request, response) => {
    answer(pipeline, request, response).catch((error: Error) =>
      response.writeHead(500).end(JSON.stringify({ error: error.message })),
    );
  });
}
