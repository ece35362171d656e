import { describe, expect, it } from "vitest";
import { describeProgress, ProgressReport } from "./progress-report.ts";

const embedding = { phase: "embedding" as const, files: 10, chunks: 100, pending: 80, embedded: 20 };

/** Moves to the start of the line and clears it (ECMA-48 EL). */
const clear = "\r\x1b[K";

/** Keeps what is written; only what the report uses of a stream. */
class RecordingStream {
  written = "";
  columns = 40;
  constructor(readonly isTTY: boolean) {}
  write(text: string): void {
    this.written += text;
  }
}

function report(isTTY: boolean, times: number[]): { stream: RecordingStream; progress: ProgressReport } {
  const stream = new RecordingStream(isTTY);
  const progress = new ProgressReport(stream as unknown as NodeJS.WriteStream, () => times.shift() ?? 0);
  return { stream, progress };
}

describe("progress", () => {
  it("tells rate and time left", () => {
    expect(describeProgress(embedding, 2000)).toBe("Embedding: 20 of 80 chunks, 25 %, 10 chunks/s, 6 s left");
    expect(describeProgress({ ...embedding, pending: 80000 }, 2000)).toMatch(/10 chunks\/s, 2\.2 h left$/);
    expect(describeProgress({ ...embedding, embedded: 0 }, 0)).toBe("Embedding: 0 of 80 chunks, 0 %");
    expect(describeProgress({ ...embedding, phase: "scanning" }, 0)).toBe(
      "Reading files: 10 files, 100 chunks",
    );
  });

  it("rewrites one line on a terminal, no wider than it, and clears it at the end", () => {
    const { stream, progress } = report(true, []);
    progress.update(embedding);
    progress.end();
    const [before, line, after, ...more] = stream.written.split(clear);
    expect([before, after, more]).toEqual(["", "", []]);
    expect(line?.length).toBeLessThan(stream.columns);
    expect(stream.written).not.toContain("\n");
  });

  it("says nothing where there is no terminal and nothing to do", () => {
    const { stream, progress } = report(false, []);
    progress.update({ ...embedding, phase: "scanning" });
    progress.update({ ...embedding, pending: 0, embedded: 0 });
    expect(stream.written).toBe("");
  });

  it("writes plain lines elsewhere, not more than one in five seconds", () => {
    const { stream, progress } = report(
      false,
      Array.from({ length: 100 }, (_, index) => index * 1000),
    );
    for (let embedded = 0; embedded < 20; embedded++) progress.update({ ...embedding, embedded });
    const lines = stream.written.split("\n").filter(Boolean);
    expect(lines.length).toBeGreaterThan(1);
    expect(lines.length).toBeLessThan(12);
    expect(stream.written).not.toContain("\r");
    expect(stream.written).not.toContain("\x1b");
  });
});
