import type { IndexStatus } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { menuRows } from "./menu-rows.ts";

const index: IndexStatus = {
  state: "idle",
  files: 1,
  chunks: 1,
  embedded: 1,
  pending: 0,
  bytes: 12_340_000,
  generation: 1,
  vectorSpace: "space",
  errors: [],
};
const commandsOf = (state: IndexStatus["state"]): string[] =>
  menuRows({ phase: "running", index: { ...index, state } }).map(({ command = "" }) => command);

it("offers to resume a paused index and to pause any other", () => {
  expect(commandsOf("paused")).toContain("isovec.resumeIndex");
  expect(commandsOf("paused")).not.toContain("isovec.pauseIndex");
  expect(commandsOf("embedding")).toContain("isovec.pauseIndex");
  expect(commandsOf("embedding")).not.toContain("isovec.resumeIndex");
});

it.each([
  [12_340_000, ["/cache/project"], "12.3 MB in /cache/project"],
  [999, ["/cache/a", "/cache/b"], "1 kB in 2 folders"],
  [999, undefined, "1 kB"],
])("says how large the index of %i bytes is and where it lies", (bytes, locations, description) => {
  const rows = menuRows({ phase: "running", index: { ...index, bytes, locations } });
  expect(rows.find(({ command }) => command === "isovec.manageIndex")?.description).toBe(description);
});

it("leads to the log when nothing is known of the server", () => {
  expect(menuRows({ phase: "failed" }).map(({ command }) => command)).toContain("isovec.showLog");
});
