/** What a scrape reads, in Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats). */
export interface Metric {
  render(): string;
}

export const prometheusContentType = "text/plain; version=0.0.4; charset=utf-8";

export type Labels = Readonly<Record<string, string>>;

/** Name and help of a metric; names end in their unit. */
export interface MetricName {
  readonly name: string;
  readonly help: string;
}

function escaped(value: string): string {
  return value.replace(/[\\"\n]/g, (character) => (character === "\n" ? "\\n" : `\\${character}`));
}

function sample(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
  return `${name}${pairs.length === 0 ? "" : `{${pairs.join(",")}}`} ${value}\n`;
}

function header({ name, help }: MetricName, type: string): string {
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
}

/** One value for each combination of labels. */
class Series<Value> {
  private readonly values: Map<string, { readonly labels: Labels; value: Value }> = new Map();

  at(labels: Labels, first: () => Value): { readonly labels: Labels; value: Value } {
    const key = JSON.stringify(Object.entries(labels).sort());
    const entry = this.values.get(key) ?? { labels, value: first() };
    this.values.set(key, entry);
    return entry;
  }

  all(): { readonly labels: Labels; readonly value: Value }[] {
    return [...this.values.values()];
  }
}

/** Only grows. */
export class Counter implements Metric {
  private readonly series: Series<number> = new Series();

  constructor(private readonly named: MetricName) {}

  add(value: number, labels: Labels = {}): void {
    this.series.at(labels, () => 0).value += value;
  }

  render(): string {
    const samples = this.series.all().map(({ labels, value }) => sample(this.named.name, labels, value));
    return header(this.named, "counter") + samples.join("");
  }
}

/** Is read when it is asked for. */
export class Gauge implements Metric {
  constructor(
    private readonly named: MetricName,
    private readonly read: () => number,
    private readonly labels: Labels = {},
  ) {}

  render(): string {
    return header(this.named, "gauge") + sample(this.named.name, this.labels, this.read());
  }
}

/** How many values were at most as large as each of the bounds, which ascend. */
export class Histogram implements Metric {
  private readonly series: Series<{ readonly counts: number[]; sum: number; count: number }> = new Series();

  constructor(
    private readonly named: MetricName,
    private readonly bounds: readonly number[],
  ) {}

  observe(value: number, labels: Labels = {}): void {
    const { value: held } = this.series.at(labels, () => ({
      counts: this.bounds.map(() => 0),
      sum: 0,
      count: 0,
    }));
    for (const [at, bound] of this.bounds.entries())
      if (value <= bound) held.counts[at] = (held.counts[at] ?? 0) + 1;
    held.sum += value;
    held.count += 1;
  }

  render(): string {
    const { name } = this.named;
    const samples = this.series
      .all()
      .flatMap(({ labels, value: { counts, sum, count } }) => [
        ...this.bounds.map((bound, at) =>
          sample(`${name}_bucket`, { ...labels, le: String(bound) }, counts[at] ?? 0),
        ),
        sample(`${name}_bucket`, { ...labels, le: "+Inf" }, count),
        sample(`${name}_sum`, labels, sum),
        sample(`${name}_count`, labels, count),
      ]);
    return header(this.named, "histogram") + samples.join("");
  }
}
