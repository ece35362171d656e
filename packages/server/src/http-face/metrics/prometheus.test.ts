import { describe, expect, it } from "vitest";
import { Counter, Gauge, Histogram } from "./prometheus.ts";

/** prometheus.io/docs/instrumenting/exposition_formats, "Text format details". */
describe("a metric in Prometheus' text format", () => {
  it("counts by labels, whatever their order, and escapes what they hold", () => {
    const counter = new Counter({ name: "a_total", help: "All." });
    counter.add(1, { x: "1", y: "2" });
    counter.add(2, { y: "2", x: "1" });
    counter.add(5, { path: 'a\\b"c\nd' });
    expect(counter.render()).toBe(
      `# HELP a_total All.\n# TYPE a_total counter\na_total{x="1",y="2"} 3\na_total{path="a\\\\b\\"c\\nd"} 5\n`,
    );
  });

  it("reads a gauge when it is asked for", () => {
    let value = 1;
    const gauge = new Gauge({ name: "now", help: "Now." }, () => value, { of: "this" });
    value = 2.5;
    expect(gauge.render()).toBe('# HELP now Now.\n# TYPE now gauge\nnow{of="this"} 2.5\n');
  });

  it("has in a histogram's bucket all that is not above its bound", () => {
    const histogram = new Histogram({ name: "took", help: "Time." }, [1, 10]);
    for (const value of [0.5, 1, 2, 10, 11]) histogram.observe(value);
    expect(histogram.render()).toBe(
      '# HELP took Time.\n# TYPE took histogram\ntook_bucket{le="1"} 2\ntook_bucket{le="10"} 4\ntook_bucket{le="+Inf"} 5\ntook_sum 24.5\ntook_count 5\n',
    );
  });
});
