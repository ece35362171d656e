import type { BackendListResult, BackendMeasurement } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { engineRows } from "./engine-rows.ts";

const measured: BackendMeasurement = {
  model: "all-MiniLM-L6-v2",
  dtype: "fp32",
  device: "cpu",
  texts: 64,
  idsEqual: true,
  largest: 1.44e-12,
  tolerance: 1e-5,
  tokensPerSecond: 5234.4,
  measuredMs: 0,
};
const list: BackendListResult = {
  backends: [
    {
      id: "http",
      description: "A server.",
      dtypes: ["server"],
      devices: ["remote"],
      state: "idle",
      lastError: "No URL.",
    },
    { id: "llama-cpp", description: "GGUF.", dtypes: ["F32", "Q8_0"], devices: ["cpu"], state: "idle" },
    {
      id: "onnx",
      description: "ONNX Runtime.",
      dtypes: ["fp32"],
      devices: ["cpu"],
      state: "active",
      measured,
    },
  ],
  active: { id: "onnx", model: "all-MiniLM-L6-v2", device: "cpu", vectorSpace: "space" },
};

it("shows the engine that serves first, and a refused one with the server's sentence", () => {
  expect(engineRows(list)).toEqual([
    {
      id: "onnx",
      label: "$(check) onnx",
      description: "serves all-MiniLM-L6-v2 on cpu · 5,234 tokens/s · parity 1e-12",
      detail: "ONNX Runtime.",
    },
    { id: "http", label: "$(error) http", description: "remote · server · not measured", detail: "No URL." },
    {
      id: "llama-cpp",
      label: "$(blank) llama-cpp",
      description: "cpu · F32, Q8_0 · not measured",
      detail: "GGUF.",
    },
  ]);
});

it.each([
  [{ largest: 2e-4 }, "beyond parity: 2e-4, 1e-5 is allowed"],
  [{ idsEqual: false }, "other token ids than the reference"],
])("says of an engine that is not the reference's equal what is wrong: %o", (wrong, sentence) => {
  const [backend] = list.backends;
  if (backend === undefined) throw new Error("The list is empty.");
  const [row] = engineRows({ backends: [{ ...backend, measured: { ...measured, ...wrong } }] });
  expect(row?.description).toContain(sentence);
});

it("says why an engine that works could not be measured", () => {
  const rows = engineRows(list, new Map([["llama-cpp", "A space of its own."]]));
  expect(rows.find(({ id }) => id === "llama-cpp")?.detail).toBe("A space of its own.");
});
