import { IsovecError } from "@isovec/core";
import { z } from "zod";
import { ServerKey } from "./transport/server-key.ts";
import { type ServerOrigin, serverOrigin } from "./transport/server-origin.ts";

export type ApiName = "openai" | "tei" | "ollama" | "llama-server";
/** What is sent: core's token ids, or text that the server tokenizes by itself. */
export type InputKind = "tokens" | "text";

/** `backendOptions` of the engine `http`, checked; docs/http.md explains each. */
export interface HttpOptions {
  readonly origin: ServerOrigin;
  readonly api: ApiName;
  readonly model: string | undefined;
  readonly key: ServerKey | undefined;
  readonly input: InputKind | undefined;
  /** Of one attempt, from connecting to the last byte of the answer. At most 300,000: the limit of Node's own fetch. */
  readonly timeoutMs: number;
  /** Requests under way at once. */
  readonly concurrency: number;
  /** Of one answer, after decompression. */
  readonly maxResponseBytes: number;
}

const schema = z.strictObject({
  url: z.string().min(1),
  api: z.enum(["openai", "tei", "ollama", "llama-server"]),
  model: z.string().min(1).max(512).optional(),
  keyVariable: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "must be the name of an environment variable")
    .optional(),
  input: z.enum(["tokens", "text"]).optional(),
  timeoutMs: z.int().min(1).max(300_000).optional(),
  concurrency: z.int().min(1).max(64).optional(),
  maxResponseBytes: z
    .int()
    .min(1024)
    .max(2 ** 30)
    .optional(),
});

function invalid(what: string): IsovecError {
  return new IsovecError("ConfigurationInvalid", `backendOptions${what}.`, {
    remedy: 'For example { "url": "http://127.0.0.1:8080", "api": "tei" }; docs/http.md explains every key.',
  });
}

/**
 * @param given `backendOptions` as the user wrote them
 * @param environment where the key's variable is looked up
 * @throws IsovecError `ConfigurationInvalid` that names the key at fault, never its secret value.
 */
export function parseHttpOptions(
  given: Readonly<Record<string, unknown>> | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): HttpOptions {
  const parsed = schema.safeParse(given ?? {});
  if (!parsed.success) {
    const { issues } = parsed.error;
    const stray = issues.find((issue) => issue.code === "unrecognized_keys");
    if (stray?.code === "unrecognized_keys") {
      throw invalid(`: the engine http has no option ${JSON.stringify(stray.keys[0])}`);
    }
    const issue = issues[0];
    throw invalid(`.${issue?.path.join(".")}: ${issue?.message}`);
  }
  const { url, keyVariable, api, model, input, ...limits } = parsed.data;
  const origin = serverOrigin(url);
  const key = keyVariable === undefined ? undefined : ServerKey.fromEnvironment(keyVariable, environment);
  if (key !== undefined && !origin.isPrivate) {
    throw new IsovecError(
      "ConfigurationInvalid",
      `backendOptions.url: a key would travel to ${origin.host} unencrypted over http.`,
      { remedy: "Use https, a server on this machine, or no keyVariable." },
    );
  }
  return {
    origin,
    api,
    model,
    key,
    input,
    timeoutMs: limits.timeoutMs ?? 60_000,
    concurrency: limits.concurrency ?? 4,
    maxResponseBytes: limits.maxResponseBytes ?? 32 * 2 ** 20,
  };
}
