import type { IndexStatus, ServerStatus } from "@isovec/core/protocol";
import { describe, expect, it } from "vitest";
import { presentStatus } from "./status-presentation.ts";

const idle: IndexStatus = {
  state: "idle",
  files: 120,
  chunks: 1234,
  embedded: 1234,
  pending: 0,
  bytes: 1,
  generation: 1,
  vectorSpace: "space",
  errors: [],
};
const healthy: ServerStatus = {
  health: "ok",
  quiescent: true,
  message: "Ready.",
  model: "all-MiniLM-L6-v2",
  backend: "onnx",
};

describe("presentStatus", () => {
  it("is quiet and leads to the menu when all is well", () => {
    expect(presentStatus({ phase: "running", server: healthy, index: idle })).toEqual({
      text: "$(search) Isovec",
      tooltip: [
        "Isovec: ready",
        "all-MiniLM-L6-v2 on onnx",
        "120 files, 1,234 chunks",
        "Click for the menu.",
      ],
      severity: "normal",
      command: "isovec.showMenu",
    });
  });

  it("counts up while chunks are embedded, never to 100 % too early", () => {
    const index: IndexStatus = { ...idle, state: "embedding", embedded: 1233, pending: 1, etaMs: 200_000 };
    const { text, tooltip } = presentStatus({ phase: "running", server: healthy, index });
    expect(text).toBe("$(sync~spin) Isovec 99 %");
    expect(tooltip).toContain("Isovec: index is being built, 99 %");
    expect(tooltip).toContain("about 3 min left");
  });

  it("shows no percentage while files are read", () => {
    const index: IndexStatus = { ...idle, state: "scanning", chunks: 0, embedded: 0 };
    const { text, tooltip } = presentStatus({ phase: "running", index });
    expect(text).toBe("$(sync~spin) Isovec");
    expect(tooltip[0]).toBe("Isovec: files are being read");
  });

  it("shows that the index is paused", () => {
    const index: IndexStatus = { ...idle, state: "paused" };
    const { text, tooltip } = presentStatus({ phase: "running", server: healthy, index });
    expect(text).toBe("$(debug-pause) Isovec");
    expect(tooltip[0]).toBe("Isovec: the index is paused");
  });

  it.each([
    ["starting", "Isovec: starting"],
    ["running", "Isovec: starting"],
    ["stopped", "Isovec: stopped"],
  ] as const)("says of a server that is %s and has not reported yet: %s", (phase, state) => {
    expect(presentStatus({ phase }).tooltip[0]).toBe(state);
  });

  it("says what the server does while it is not quiescent", () => {
    const model = "all-MiniLM-L6-v2";
    const server: ServerStatus = { health: "ok", quiescent: false, message: `Loading ${model}`, model };
    expect(presentStatus({ phase: "running", server }).tooltip).toEqual([
      "Isovec: Loading all-MiniLM-L6-v2",
      "Click for the menu.",
    ]);
  });

  it.each([
    ["the start failed", { phase: "failed", failure: "No server." }, "No server."],
    [
      "the server is unwell",
      { phase: "running", server: { ...healthy, health: "error", message: "No engine." }, index: idle },
      "No engine.",
    ],
    [
      "the index failed",
      {
        phase: "running",
        index: { ...idle, state: "failed", errors: [{ path: "/", message: "Disk full." }] },
      },
      "Disk full.",
    ],
  ] as const)("leads to the log when %s", (_, view, message) => {
    const { tooltip, severity, command } = presentStatus(view);
    expect({ first: tooltip[0], severity, command }).toEqual({
      first: message,
      severity: "error",
      command: "isovec.showLog",
    });
  });

  it("leads to the menu when the server serves on in spite of a warning", () => {
    const server: ServerStatus = { ...healthy, health: "warning", message: "No URL. onnx serves on." };
    expect(presentStatus({ phase: "running", server, index: idle })).toEqual({
      text: "$(warning) Isovec",
      tooltip: ["No URL. onnx serves on.", "Click for the menu."],
      severity: "warning",
      command: "isovec.showMenu",
    });
  });

  it("names files that were left out", () => {
    const index: IndexStatus = { ...idle, errors: [{ path: "a", message: "no permission" }] };
    expect(presentStatus({ phase: "running", index }).tooltip).toContain("1 file left out, see the log");
  });
});
