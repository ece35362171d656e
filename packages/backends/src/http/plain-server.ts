import { IsovecError, type ModelCard } from "@isovec/core";
import { systemClock } from "../peer/clock.ts";
import { embeddingApis } from "./api/embedding-apis.ts";
import { parseHttpOptions } from "./http-options.ts";
import { HttpTransport } from "./transport/http-transport.ts";
import { JsonServer } from "./transport/json-server.ts";

/** A server as any client sees it: texts in, vectors out, nothing normalised, cut or proven. */
export interface PlainServer {
  /** Host and port, for people. */
  readonly host: string;
  /**
   * One request.
   * @returns a vector a text
   * @throws IsovecError `NonFinite`, `BackendUnavailable`, `Timeout`, `Overloaded`, `HostNotAllowed`
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]>;
  dispose(): Promise<void>;
}

/**
 * Opens a server without asking it anything.
 * @param options as `backendOptions` of the engine http; `input` is text
 * @throws IsovecError `ConfigurationInvalid`
 */
export function openPlainServer(card: ModelCard, options: Readonly<Record<string, unknown>>): PlainServer {
  const http = parseHttpOptions(options, process.env);
  if (http.input === "tokens") {
    throw new IsovecError("ConfigurationInvalid", "backendOptions.input: a plain client sends no tokens.");
  }
  const transport = new HttpTransport(http, http, systemClock);
  const api = embeddingApis[http.api].create({
    server: new JsonServer(transport),
    card,
    model: http.model,
    path: http.origin.path,
    input: "text",
    asClient: true,
  });
  return {
    host: http.origin.host,
    embed: async (texts, signal) => {
      // UTF-8 has no lone surrogates.
      const rows = texts.map((text) => text.toWellFormed());
      const { values, width } = await api.embed({ kind: "text", rows }, signal);
      return texts.map((_text, row) => values.slice(row * width, (row + 1) * width));
    },
    dispose: () => transport.dispose(),
  };
}
