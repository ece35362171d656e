import { IsovecError, type RerankerConfiguration } from "@isovec/core";
import { z } from "zod";
import { systemClock } from "../peer/clock.ts";
import { HttpTransport } from "./transport/http-transport.ts";
import { JsonServer } from "./transport/json-server.ts";
import { ServerKey } from "./transport/server-key.ts";
import { serverOrigin } from "./transport/server-origin.ts";

/** A server with a model that reads a question and a text together, and tells how well the one answers the other. */
export interface RerankServer {
  /** Host and port, for people. */
  readonly host: string;
  /**
   * One request.
   * @returns a score a text, higher is better, on a scale of the model's own
   * @throws IsovecError `BackendUnavailable`, `Timeout`, `Overloaded`, `HostNotAllowed`, `Cancelled`
   */
  rerank(question: string, texts: readonly string[], signal?: AbortSignal): Promise<readonly number[]>;
  dispose(): Promise<void>;
}

interface RerankApi {
  body(question: string, texts: readonly string[], model: string | undefined): unknown;
  readonly answer: z.ZodType<readonly Scored[]>;
}

interface Scored {
  readonly index: number;
  readonly score: number;
}

const index = z.int().nonnegative();

const apis: Readonly<Record<NonNullable<RerankerConfiguration["api"]>, RerankApi>> = {
  /** text-embeddings-inference, `POST /rerank` (its docs/openapi.json); longer texts are cut by the server. */
  tei: {
    body: (query, texts) => ({ query, texts, truncate: true }),
    answer: z.array(z.object({ index, score: z.number() })),
  },
  /** Cohere's `POST /v2/rerank`, taken over by Jina, vLLM and llama.cpp's server. */
  cohere: {
    body: (query, documents, model) => ({
      query,
      documents,
      top_n: documents.length,
      ...(model && { model }),
    }),
    answer: z
      .object({ results: z.array(z.object({ index, relevance_score: z.number() })) })
      .transform(({ results }) => results.map((one) => ({ index: one.index, score: one.relevance_score }))),
  },
};

const maxResponseBytes = 4 * 2 ** 20;

/** All attempts together: whoever searches waits for no second one. */
async function within<T>(
  ms: number,
  host: string,
  signal: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const patience = AbortSignal.timeout(ms);
  try {
    return await ask(signal === undefined ? patience : AbortSignal.any([patience, signal]));
  } catch (error) {
    if (!patience.aborted || signal?.aborted === true) throw error;
    throw new IsovecError("Timeout", `${host} has not answered within ${ms} ms.`, {
      remedy: "Raise reranker.timeoutMs, lower reranker.hits, or use a smaller model there.",
    });
  }
}

/**
 * Opens a server without asking it anything.
 * @throws IsovecError `ConfigurationInvalid` that names the key at fault, never a secret
 */
export function openRerankServer(
  { url, api = "tei", model, keyVariable, timeoutMs = 2_000 }: RerankerConfiguration,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): RerankServer {
  const origin = { ...serverOrigin(url, "reranker.url"), section: "reranker" } as const;
  const key =
    keyVariable === undefined
      ? undefined
      : ServerKey.fromEnvironment(keyVariable, environment, "reranker.keyVariable: ");
  if (key !== undefined && !origin.isPrivate) {
    throw new IsovecError(
      "ConfigurationInvalid",
      `reranker.url: a key would travel to ${origin.host} unencrypted over http.`,
      { remedy: "Use https, a server on this machine, or no keyVariable." },
    );
  }
  const limits = { timeoutMs, concurrency: 4 };
  const transport = new HttpTransport({ origin, key, maxResponseBytes }, limits, systemClock);
  const server = new JsonServer(transport, "interactive");
  const path = "/rerank";
  const { body, answer } = apis[api];
  return {
    host: origin.host,
    rerank: async (question, texts, signal) => {
      // UTF-8 has no lone surrogates.
      const asked = body(
        question.toWellFormed(),
        texts.map((text) => text.toWellFormed()),
        model,
      );
      const scored = await within(timeoutMs, origin.host, signal, (both) =>
        server.ask(path, asked, answer, both),
      );
      const scores = new Array<number>(texts.length).fill(Number.NaN);
      for (const one of scored) scores[one.index] = one.score;
      if (scores.length === texts.length && scores.every(Number.isFinite)) return scores;
      throw server.broken(`${path} does not score each of ${texts.length} texts`);
    },
    dispose: () => transport.dispose(),
  };
}
