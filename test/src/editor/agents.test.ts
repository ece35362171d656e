import { describe, expect, it } from "vitest";
import type { CodeServer } from "./code-server.ts";
import { outcomeOf } from "./companion.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, editorVersion, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import { processesBelow } from "./server-process.ts";
import type { Workbench } from "./workbench.ts";

interface McpOutcome {
  /** Names of the tools that language models are offered. */
  readonly tools: readonly string[];
  readonly answer: string;
}

const isNewEnough = editorVersion !== undefined && editorVersion >= 101;
const unlessNewEnough = isNewEnough ? "" : " (skipped: needs a VS Code of 1.101 or later)";

describe.runIf(editorInstalled)(`VS Code's agents${unlessInstalled}`, () => {
  let workbench: Workbench;
  let codeServer: CodeServer;
  inWindow(
    "trusted",
    (opened, server) => {
      workbench = opened;
      codeServer = server;
    },
    { companion: true },
  );

  it.runIf(isNewEnough)(
    `find the folder's MCP server, start it and search by it${unlessNewEnough}`,
    async () => {
      await workbench.runCommand("MCP: List Servers");
      await workbench.row(/^Isovec, /).click();
      await workbench.screenshot("mcp-server");
      await workbench.row(/^Start Server/).click();
      await expect
        .poll(() => processesBelow(codeServer.processId).map(({ command }) => command.split("\0")), patience)
        .toContainEqual(expect.arrayContaining(["mcp", "--path", codeServer.workspace]));
      await workbench.screenshot("mcp-started");
      const ask = () =>
        outcomeOf<McpOutcome>(workbench, codeServer, "Companion: Ask the Agents' Server", "mcp");
      await expect.poll(async () => (await ask()).answer, patience).toContain("last-token.ts");
      expect((await ask()).tools.join()).toMatch(/search_code.*read_code|read_code.*search_code/);
    },
  );
});
