import type { BackendListResult } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { engineRows } from "./engine-rows.ts";

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
    { id: "onnx", description: "ONNX Runtime.", dtypes: ["fp32"], devices: ["cpu"], state: "active" },
  ],
  active: { id: "onnx", model: "all-MiniLM-L6-v2", device: "cpu", vectorSpace: "space" },
};

it("shows the engine that serves first, and a refused one with the server's sentence", () => {
  expect(engineRows(list)).toEqual([
    {
      id: "onnx",
      label: "$(check) onnx",
      description: "serves all-MiniLM-L6-v2 on cpu",
      detail: "ONNX Runtime.",
    },
    { id: "http", label: "$(error) http", description: "remote · server", detail: "No URL." },
    { id: "llama-cpp", label: "$(blank) llama-cpp", description: "cpu · F32, Q8_0", detail: "GGUF." },
  ]);
});
