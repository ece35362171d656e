import { describe, expect, it } from "vitest";
import { repository } from "../repository.ts";
import type { CodeServer } from "./code-server.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { isPackaged } from "./installed-extension.ts";
import { processesBelow } from "./server-process.ts";
import type { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled && isPackaged)(`VS Code with the package alone${unlessInstalled}`, () => {
  let workbench: Workbench;
  let codeServer: CodeServer;
  inWindow("trusted", (opened, started) => {
    workbench = opened;
    codeServer = started;
  });

  it("runs nothing of the repository", async () => {
    await workbench.openSearch();
    await workbench.ask("divide by the L2 norm in place");
    await workbench.waitForFirstHit("normalize.ts");
    await workbench.waitUntilReady();
    const { folder } = codeServer.extension;
    const running = processesBelow(codeServer.processId);
    const libraries = running.flatMap(({ libraries: loaded }) => loaded);
    // The server and an engine have loaded what the package brings.
    expect(libraries).toContain(`${folder}/node_modules/@libsql/linux-${process.arch}-gnu/index.node`);
    expect(libraries.filter((path) => path.startsWith(folder) && path.includes("onnxruntime"))).not.toEqual(
      [],
    );
    const commands = running.map(({ command }) => command);
    expect([...libraries, ...commands].filter((text) => text.includes(`${repository}/`))).toEqual([]);
  });
});
