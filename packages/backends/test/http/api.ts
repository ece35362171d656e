import type { RequestListener } from "node:http";
import type { ModelCard } from "@isovec/core";
import type { EmbeddingApi } from "../../src/http/api/embedding-api.ts";
import { embeddingApis } from "../../src/http/api/embedding-apis.ts";
import type { ApiName, InputKind } from "../../src/http/http-options.ts";
import { JsonServer } from "../../src/http/transport/json-server.ts";
import { bodyOf } from "./loopback-server.ts";
import { type TransportSetting, transportTo } from "./transport.ts";

export interface TestApi {
  readonly api: EmbeddingApi;
  readonly host: string;
  /** Bodies of the requests so far. */
  readonly bodies: unknown[];
  /** Paths of the requests so far. */
  readonly paths: (string | undefined)[];
}

export interface ApiSetting extends TransportSetting {
  readonly model?: string;
  readonly input?: InputKind;
}

/** One of the four APIs over a server of the test's own. */
export async function apiOver(
  name: ApiName,
  card: ModelCard,
  listener: (body: unknown) => RequestListener,
  setting: ApiSetting = {},
): Promise<TestApi> {
  const bodies: unknown[] = [];
  const paths: (string | undefined)[] = [];
  const { transport } = await transportTo(async (request, response) => {
    const text = await bodyOf(request);
    const body: unknown = text === "" ? undefined : JSON.parse(text);
    bodies.push(body);
    paths.push(request.url);
    listener(body)(request, response);
  }, setting);
  const { model, path = "", input = embeddingApis[name].inputs[0] } = setting;
  const server = new JsonServer(transport);
  const api = embeddingApis[name].create({ server, card, model, path, input });
  return { api, host: transport.host, bodies, paths };
}

/** Answers with this value as JSON, or with this text as it is. */
export function answering(value: unknown, status = 200, type = "application/json"): RequestListener {
  return (_request, response) =>
    response
      .writeHead(status, { "content-type": type })
      .end(typeof value === "string" ? value : JSON.stringify(value));
}
