import type { TextEmbedder } from "@isovec/core";
import type { IndexStatus } from "@isovec/core/protocol";
import { version } from "../../version.ts";
import type { Admission } from "../admission.ts";
import { Counter, Gauge, Histogram, type Metric } from "./prometheus.ts";

export interface MeasuredParts {
  readonly embedder: TextEmbedder;
  readonly admission: Admission;
  /** The index of the folder that is served, if one is. */
  readonly indexStatus?: (() => IndexStatus | undefined) | undefined;
}

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
const shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1];

/** What the face counts, and what it reads when it is scraped (docs/serving.md lists them). */
export class FaceMetrics {
  readonly requests: Counter = new Counter({
    name: "isovec_http_requests_total",
    help: "Requests that were answered, by route and status; 499 where the client left first.",
  });
  readonly duration: Histogram = new Histogram(
    {
      name: "isovec_http_request_duration_seconds",
      help: "From the end of a request's headers to the end of its answer, by route.",
    },
    seconds,
  );
  readonly texts: Counter = new Counter({ name: "isovec_texts_total", help: "Texts that were embedded." });
  readonly tokens: Counter = new Counter({
    name: "isovec_tokens_total",
    help: "Tokens that the engine was fed, padding left out.",
  });
  readonly batchFill: Histogram = new Histogram(
    {
      name: "isovec_batch_fill_ratio",
      help: "Tokens of a pass as a share of what the engine is fastest with.",
    },
    shares,
  );
  private waiting = 0;

  constructor(private readonly parts: MeasuredParts) {}

  /** Texts of a request that has come in or, negative, is done. */
  queue(texts: number): void {
    this.waiting += texts;
  }

  render(): string {
    return this.all()
      .map((metric) => metric.render())
      .join("");
  }

  private all(): Metric[] {
    const { embedder, admission, indexStatus } = this.parts;
    const gauge = (name: string, help: string, value: number): Metric =>
      new Gauge({ name, help }, () => value);
    const { modelName, backendId, device } = embedder;
    const about = { model: modelName, backend: backendId, device, version };
    const status = indexStatus?.();
    return [
      new Gauge({ name: "isovec_info", help: "What serves." }, () => 1, about),
      this.requests,
      this.duration,
      this.texts,
      this.tokens,
      this.batchFill,
      gauge("isovec_queue_requests", "Requests for the engine that are under way.", admission.requests),
      gauge(
        "isovec_queue_requests_limit",
        "So many at most; more are answered 429.",
        admission.limits.requests,
      ),
      gauge("isovec_queue_bytes", "Bytes of their bodies.", admission.bytes),
      gauge("isovec_queue_texts", "Their texts.", this.waiting),
      gauge(
        "process_resident_memory_bytes",
        "Memory of the server's own process.",
        process.memoryUsage.rss(),
      ),
      ...(status === undefined
        ? []
        : [
            gauge("isovec_index_files", "Files in the index.", status.files),
            gauge("isovec_index_chunks", "Chunks in the index.", status.chunks),
            gauge("isovec_index_embedded_chunks", "Chunks that have a vector.", status.embedded),
          ]),
    ];
  }
}
