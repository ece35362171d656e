import type { ServerStatus } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { describeTrouble } from "./describe-trouble.ts";

const server: ServerStatus = { health: "ok", quiescent: true, message: "Ready" };

it("says nothing of a server that is well", () => {
  expect(describeTrouble({ phase: "running", server }, undefined)).toEqual({ text: "", actions: [] });
});

it("leads from an answer without the engine to the doctor and to another engine", () => {
  const { text, actions } = describeTrouble({ phase: "running", server }, "The engine is gone.");
  expect(text).toBe("Found by words only. The engine is gone.");
  expect(actions.map(({ name }) => name)).toEqual(["runDoctor", "selectEngine"]);
});

it.each([
  ["error", ["runDoctor", "showLog"]],
  ["warning", ["selectEngine", "showLog"]],
] as const)("repeats the server's own word on health %s, with what can be done", (health, names) => {
  const unwell = { ...server, health, message: "No URL. Set backendOptions.url." };
  const { text, actions } = describeTrouble({ phase: "running", server: unwell }, undefined);
  expect({ text, names: actions.map(({ name }) => name) }).toEqual({ text: unwell.message, names });
});
