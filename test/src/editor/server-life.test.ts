import { existsSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type CodeServer, type CodeServerOptions, startCodeServer } from "./code-server.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import { findServerProcess, processesBelow } from "./server-process.ts";
import { Workbench } from "./workbench.ts";

describe.runIf(editorInstalled)(`VS Code and the life of its server${unlessInstalled}`, () => {
  let codeServer: CodeServer | undefined;
  let workbench: Workbench | undefined;
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-life-"));
  });
  afterEach(async ({ task }) => {
    await workbench?.keepFailure(task);
    await workbench?.close();
    await codeServer?.stop();
    rmSync(folder, { recursive: true });
  });

  async function open(options: CodeServerOptions): Promise<[Workbench, number]> {
    codeServer = await startCodeServer(options);
    workbench = await Workbench.open(codeServer.address, "trusted");
    return [workbench, codeServer.processId];
  }

  /** The server's process, another one than before. */
  async function nextServer(below: number, before?: number): Promise<number> {
    await expect
      .poll(() => findServerProcess(below), patience)
      .toSatisfy((found) => found !== undefined && found !== before);
    return findServerProcess(below) ?? Number.NaN;
  }

  it("runs it on the Node.js that the machine names, and stops it with the extension", async () => {
    const runtime = join(folder, "node");
    symlinkSync(process.execPath, runtime);
    const [window, below] = await open({ machineSettings: { "isovec.server.runtime": runtime } });
    const server = await nextServer(below);
    const [program] = processesBelow(below)
      .filter(({ id }) => id === server)
      .map(({ command }) => command.split("\0")[0]);
    expect(program).toBe(runtime);

    await window.runCommand("Developer: Reload Window");
    await expect.poll(() => existsSync(`/proc/${server}`), patience).toBe(false);
    await nextServer(below, server);
  });

  it("gives up at the fifth crash in a row, says so, and starts it again when it is told to", async () => {
    const [window, below] = await open({});
    let server: number | undefined;
    for (let crash = 1; crash <= 5; crash += 1) {
      server = await nextServer(below, server);
      // A client that has not met its server yet would count its end as a failed start.
      await window.waitForStatus(/^Isovec: (?!starting|stopped)/);
      process.kill(server, "SIGKILL");
    }
    await window.notification.filter({ hasText: /crashed 5 times in the last 3 minutes/ }).waitFor();
    await window.waitForStatus(/^Isovec: stopped/);
    expect(findServerProcess(below)).toBeUndefined();
    await window.runCommand("Isovec: Restart Server");
    await nextServer(below, server);
    await window.waitForStatus(/^Isovec: (?!starting|stopped)/);
  });

  it("waits for the first question where that is wanted", async () => {
    const [window, below] = await open({ machineSettings: { "isovec.server.start": "onDemand" } });
    await window.waitForStatus(/^Isovec: stopped/);
    expect(findServerProcess(below)).toBeUndefined();
    await window.openSearch();
    await window.ask("divide by the L2 norm in place");
    await window.waitForFirstHit("normalize.ts");
  });
});
