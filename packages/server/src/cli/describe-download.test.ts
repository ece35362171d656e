import { describe, expect, it } from "vitest";
import { describeBytes, downloadDescription } from "./describe-download.ts";

describe("a download", () => {
  it("is told in bytes, per cent, rate and time left", () => {
    let time = 0;
    const description = downloadDescription(() => time);
    const at = (bytes: number) => description({ file: "model.safetensors", bytes, totalBytes: 90e6 });
    expect(at(10e6)).toBe("model.safetensors: 10 MB of 90 MB, 11 %");
    time = 2000;
    // What was there before this process began is no merit of the line.
    expect(at(30e6)).toBe("model.safetensors: 30 MB of 90 MB, 33 %, 10.0 MB/s, 6 s left");
  });

  it("has sizes for people", () => {
    expect([0, 1, 612, 466_247, 45_141_904, 1.2e9].map(describeBytes)).toEqual([
      "0 kB",
      "1 kB",
      "1 kB",
      "467 kB",
      "45 MB",
      "1.2 GB",
    ]);
  });
});
