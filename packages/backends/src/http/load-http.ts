import {
  type BackendLoadOptions,
  createTokenizer,
  dtypeOf,
  type EmbeddingBackend,
  IsovecError,
  type ModelCard,
  type PassPriority,
  throwIfCancelled,
} from "@isovec/core";
import { type Clock, systemClock } from "../peer/clock.ts";
import { peerDtypes } from "../peer/peer-dtypes.ts";
import type { EmbeddingApi } from "./api/embedding-api.ts";
import { embeddingApis } from "./api/embedding-apis.ts";
import { httpTextBackend, httpTokenBackend, outputOf } from "./http-backend.ts";
import { type InputKind, parseHttpOptions } from "./http-options.ts";
import { HttpTransport } from "./transport/http-transport.ts";
import { JsonServer } from "./transport/json-server.ts";

/** Texts of one request where the server does not say how many it takes: TEI's own default. */
const defaultBatchTexts = 32;

/** A request costs a round trip, so that it carries more than a pass on this machine would. */
const preferredBatchTokens = 8192;

function assertInput(input: InputKind, inputs: readonly InputKind[], api: string): void {
  if (inputs.includes(input)) return;
  throw new IsovecError("ConfigurationInvalid", `backendOptions.input: ${api} takes no ${input}.`, {
    remedy: `Set "input": "${inputs[0]}", or leave it out.`,
  });
}

/** @param clock time and chance of time limits and back-off */
export async function loadHttp(
  card: ModelCard,
  options: BackendLoadOptions,
  clock: Clock = systemClock,
): Promise<EmbeddingBackend> {
  const { signal } = options;
  throwIfCancelled(signal);
  const http = parseHttpOptions(options.options, process.env);
  const kind = embeddingApis[http.api];
  const input = http.input ?? kind.inputs[0];
  assertInput(input, kind.inputs, http.api);
  const transport = new HttpTransport(http, http, clock);
  const apiFor = (priority: PassPriority): EmbeddingApi => {
    const server = new JsonServer(transport, priority);
    return kind.create({ server, card, model: http.model, path: http.origin.path, input });
  };
  const apis = { background: apiFor("background"), interactive: apiFor("interactive") };
  const limits = (await apis.background.inspect?.(signal)) ?? {};
  const dtype = dtypeOf({ dtypes: peerDtypes }, options.dtype) ?? peerDtypes[0];
  const parts = {
    apis,
    transport,
    card,
    capabilities: {
      output: outputOf(card),
      device: http.origin.host,
      dtype: dtype.name,
      numeric: dtype.numeric,
      preferredBatchTokens,
      maxBatchTexts: limits.maxBatchTexts ?? defaultBatchTexts,
      concurrency: http.concurrency,
    },
  };
  const backend = input === "tokens" ? httpTokenBackend(parts) : httpTextBackend(parts);
  await assertAnswers(backend, card, signal);
  return backend;
}

/** One short text: a wrong address, key, model or kind of input is named when the engine is loaded. */
async function assertAnswers(
  backend: EmbeddingBackend,
  card: ModelCard,
  signal: AbortSignal | undefined,
): Promise<void> {
  const text = "hello world";
  if (backend.input === "text") {
    await backend.forward([text], signal);
    return;
  }
  const { ids } = createTokenizer(card).tokenize(text);
  const attentionMask = new Int32Array(ids.length).fill(1);
  const tokenTypeIds = new Int32Array(ids.length);
  await backend.forward(
    { batch: 1, sequence: ids.length, inputIds: ids, attentionMask, tokenTypeIds },
    signal,
  );
}
