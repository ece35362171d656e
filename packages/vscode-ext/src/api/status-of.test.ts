import type { IndexStatus } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { statusOf } from "./status-of.ts";

const index: IndexStatus = {
  state: "paused",
  files: 3,
  chunks: 10,
  embedded: 4,
  pending: 6,
  bytes: 1,
  generation: 1,
  vectorSpace: "space",
  errors: [],
};

it("says what serves and how much is indexed", () => {
  const server = {
    health: "ok",
    quiescent: true,
    message: "Ready",
    model: "m",
    backend: "onnx (cpu)",
  } as const;
  expect(statusOf({ phase: "running", server, index })).toEqual({
    state: "running",
    model: "m",
    engine: "onnx (cpu)",
    index: { files: 3, chunks: 10, embedded: 4, paused: true },
  });
});

it("says what is wrong, and nothing of what is not known", () => {
  expect(statusOf({ phase: "failed", failure: "No server." })).toEqual({
    state: "failed",
    trouble: "No server.",
  });
  const server = { health: "warning", quiescent: true, message: "No such engine." } as const;
  expect(statusOf({ phase: "running", server }).trouble).toBe("No such engine.");
});
