import { realpathSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { HttpService } from "./http-service.ts";

describe("the metrics", () => {
  let service: HttpService;
  let workspace: SampleWorkspace;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    service = await HttpService.start(["--path", workspace.root, "--state", workspace.state]);
  });
  afterAll(async () => {
    await service?.stop();
    workspace?.remove();
  });

  it("are in Prometheus' text format", async () => {
    const response = await fetch(`${service.url}/metrics`);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect((await service.metrics()).size).toBeGreaterThan(10);
  });

  it("count requests by route and status, texts, tokens and passes", async () => {
    const { usage } = await service.embed({ input: ["hello", "a longer text than the first one"] });
    await service.post("/v1/embeddings", { input: [] });
    await service.post("/embed", { inputs: "hello" });
    await fetch(`${service.url}/nothing`);
    const samples = await service.metrics();
    const requests = (route: string, status: number) =>
      samples.get(`isovec_http_requests_total{route="${route}",status="${status}"}`);
    expect(requests("/v1/embeddings", 200)).toBe(1);
    expect(requests("/v1/embeddings", 400)).toBe(1);
    expect(requests("/embed", 200)).toBe(1);
    expect(requests("other", 404)).toBe(1);
    expect(samples.get("isovec_texts_total")).toBe(3);
    expect(samples.get("isovec_tokens_total")).toBe(usage.total_tokens + 3);
    expect(samples.get("isovec_batch_fill_ratio_count")).toBe(2);
    expect(samples.get("isovec_batch_fill_ratio_sum")).toBeCloseTo((usage.total_tokens + 3) / 512, 9);
    expect(samples.get("isovec_queue_texts")).toBe(0);
    expect(samples.get("isovec_queue_requests")).toBe(0);
    expect(samples.get("isovec_queue_requests_limit")).toBe(256);
    expect(samples.get("process_resident_memory_bytes")).toBeGreaterThan(2 ** 20);
  });

  it("have histograms whose buckets hold one another", async () => {
    const samples = await service.metrics();
    const name = "isovec_http_request_duration_seconds";
    const buckets = [...samples].filter(([key]) => key.startsWith(`${name}_bucket{route="/v1/embeddings"`));
    const counts = buckets.map(([, count]) => count);
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(buckets.at(-1)?.[0]).toContain('le="+Inf"');
    expect(counts.at(-1)).toBe(samples.get(`${name}_count{route="/v1/embeddings"}`));
    expect(counts.at(-1)).toBe(2);
    expect(samples.get(`${name}_sum{route="/v1/embeddings"}`)).toBeGreaterThan(0);
  });

  it("show the index of the folder that is served", async () => {
    const chunks = (samples: Map<string, number>) => samples.get("isovec_index_chunks") ?? 0;
    const samples = await service.metricsWhen(
      (now) => chunks(now) > 0 && now.get("isovec_index_embedded_chunks") === chunks(now),
    );
    expect(samples.get("isovec_index_files")).toBe(4);
  });

  it("are not all: `isovec status` lists the server while it runs", async () => {
    const servers = async () => {
      const { stdout } = await runIsovec(["status", "--json", "--state", workspace.state]);
      return (JSON.parse(stdout) as { servers: object[] }).servers;
    };
    expect(await servers()).toEqual([
      expect.objectContaining({
        pid: service.child.pid,
        client: `HTTP clients on ${service.url}`,
        folders: [realpathSync(workspace.root)],
        model: "all-MiniLM-L6-v2",
        backend: "onnx",
        memory: expect.any(Number),
      }),
    ]);
    await service.stop();
    expect(await servers()).toEqual([]);
  });
});
