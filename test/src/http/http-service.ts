import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startIsovec } from "../run-isovec.ts";

export interface EmbeddingAnswer {
  readonly data: readonly { readonly index: number; readonly embedding: number[] | string }[];
  readonly model: string;
  readonly usage: { readonly prompt_tokens: number; readonly total_tokens: number };
}

/** An error as OpenAI's clients read it. */
export interface OpenAiError {
  readonly error: {
    readonly message: string;
    readonly type: string;
    readonly param: string | null;
    readonly code: string | null;
  };
}

export function floatsOf(base64: string): number[] {
  return Array.from(new Float32Array(Uint8Array.from(Buffer.from(base64, "base64")).buffer));
}

/** `isovec serve --http`, or another command that serves HTTP, in a process of its own, on a port of its own. */
export class HttpService {
  private constructor(
    readonly child: ChildProcess,
    readonly url: string,
    readonly model: string,
  ) {}

  static async start(
    parameters: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
    // The model whose reference vectors there are.
    command: readonly string[] = ["serve", "--http", "--model", "all-MiniLM-L6-v2"],
  ): Promise<HttpService> {
    const child = startIsovec([...command, "--port", "0", "--json", ...parameters], undefined, environment);
    if (child.stdout === null) throw new Error("the server has no output");
    child.stderr?.pipe(process.stderr);
    const [line] = (await once(createInterface(child.stdout), "line")) as [string];
    const { url, model } = JSON.parse(line) as { url: string; model: string };
    return new HttpService(child, url, model);
  }

  /** Posts JSON, or a string as it is. */
  post(path: string, body: unknown, init: RequestInit = {}): Promise<Response> {
    return fetch(this.url + path, {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...init,
    });
  }

  async embed(body: object): Promise<EmbeddingAnswer> {
    const response = await this.post("/v1/embeddings", body);
    if (response.status !== 200) throw new Error(await response.text());
    return (await response.json()) as EmbeddingAnswer;
  }

  /** Every sample of `/metrics`, by its name and labels. */
  async metrics(): Promise<Map<string, number>> {
    const text = await (await fetch(`${this.url}/metrics`)).text();
    return parseSamples(text);
  }

  /** Asks for the metrics until they are as awaited. */
  async metricsWhen(isSo: (samples: Map<string, number>) => boolean): Promise<Map<string, number>> {
    for (;;) {
      const samples = await this.metrics();
      if (isSo(samples)) return samples;
    }
  }

  /** @returns exit code and signal */
  async stop(signal: NodeJS.Signals = "SIGTERM"): Promise<unknown[]> {
    if (this.child.exitCode !== null) return [this.child.exitCode, null];
    const exit = once(this.child, "exit");
    this.child.kill(signal);
    return exit;
  }
}

/**
 * Prometheus' text format. Every line must be a comment or a sample, and every sample's metric must have said its type.
 * @throws Error for anything else
 */
export function parseSamples(text: string): Map<string, number> {
  const samples = new Map<string, number>();
  const types = new Map<string, string>();
  if (!text.endsWith("\n")) throw new Error("the last line has no end");
  for (const line of text.slice(0, -1).split("\n")) {
    const [, name = "", type = ""] = /^# TYPE (\w+) (counter|gauge|histogram)$/.exec(line) ?? [];
    if (name !== "") types.set(name, type);
    if (line.startsWith("# ")) continue;
    const sample = /^([a-z_]+)(\{(?:[a-z]+="(?:[^"\\\n]|\\["\\n])*",?)+\})? (-?[\d.e+-]+)$/.exec(line);
    if (sample === null) throw new Error(`no sample: ${line}`);
    const [, metric = "", labels = "", value = ""] = sample;
    const base = types.has(metric) ? metric : metric.replace(/_(?:bucket|sum|count)$/, "");
    if (!types.has(base)) throw new Error(`no type: ${line}`);
    if (samples.has(metric + labels)) throw new Error(`twice: ${line}`);
    samples.set(metric + labels, Number(value));
  }
  return samples;
}
