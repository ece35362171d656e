import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { repository } from "../repository.ts";
import { type CodeServer, startCodeServer } from "./code-server.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { isPackaged } from "./installed-extension.ts";
import { patience } from "./patience.ts";
import type { SearchPane } from "./search-pane.ts";
import { processesBelow } from "./server-process.ts";
import { Workbench } from "./workbench.ts";

const ready = /^Isovec: ready, all-MiniLM-L6-v2-static on static \(cpu\), \d+ files, \d+ chunks$/;

describe.runIf(editorInstalled && isPackaged)(`VS Code in a browser, without Node${unlessInstalled}`, () => {
  let workbench: Workbench;
  let codeServer: CodeServer;
  let pane: SearchPane;
  inWindow(
    "trusted",
    (opened, started) => {
      workbench = opened;
      codeServer = started;
    },
    { inWorker: true },
  );

  it("answers by words and by the static model, and starts no program", async () => {
    await workbench.waitForStatus(ready);
    pane = await workbench.openSearchView();
    await pane.question.pressSequentially("take the state of the last real token", { delay: 20 });
    await pane.waitForFirstFile("last-token.ts");
    await expect.poll(() => pane.coverage.textContent(), patience).toBe("lexical · semantic");
    await pane.question.press("ArrowDown");
    await pane.focused.press("ArrowRight");
    const reasons = await pane.reasons.allTextContents();
    expect(reasons).toContainEqual(expect.stringMatching(/number \d+ by its words$/));
    expect(reasons).toContainEqual(expect.stringMatching(/number \d+ by its meaning$/));
    await workbench.screenshot("web-search-view");
    // The editor's own processes are there, its host of Node's extensions among them; the server is in none.
    const commands = processesBelow(codeServer.processId).map(({ command }) => command);
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => command.includes("isovec.mjs"))).toEqual([]);
  });

  it("opens a hit at its line", async () => {
    await pane.focused.press("ArrowLeft");
    await workbench.press("Enter");
    await expect.poll(() => workbench.openFile(), patience).toBe("last-token.ts");
    await workbench.waitForHighlight();
  });

  it("finds what is typed and not saved", async () => {
    await workbench.openFileByName("last-token.ts");
    await workbench.press("Control+Home");
    await workbench.typeIntoFile("// Where the zeppelin is moored.\n");
    await workbench.openSearch();
    await workbench.ask('"zeppelin is moored"');
    await workbench.waitForFirstHit("last-token.ts");
    await workbench.press("Escape");
  });

  it("finds what another program has written", async () => {
    writeFileSync(join(codeServer.workspace, "model/aerodrome.ts"), "// Where the biplane is parked.\n");
    await workbench.openSearch();
    await expect
      .poll(async () => {
        await workbench.ask('"biplane is parked"');
        return (await workbench.hits())[0]?.file;
      }, patience)
      .toBe("aerodrome.ts");
    await workbench.press("Escape");
  });

  it("finds code that is like a selection", async () => {
    await workbench.openFileByName("cls.ts");
    await workbench.press("Control+a");
    await workbench.runCommand("Isovec: Find Similar Code");
    await pane.heading.filter({ hasText: "Similar to cls.ts" }).waitFor();
    await expect.poll(() => pane.files.count(), patience).toBeGreaterThan(0);
  });

  it("starts its server anew, which knows nothing of the one before", async () => {
    const starts = async (): Promise<number> =>
      (await workbench.statusHistory()).filter((label) => label.includes("starting")).length;
    const before = await starts();
    await workbench.runCommand("Isovec: Restart Server");
    await expect.poll(starts, patience).toBeGreaterThan(before);
    await workbench.waitForStatus(ready);
    await workbench.openSearch();
    await workbench.ask('"biplane is parked"');
    await workbench.waitForFirstHit("aerodrome.ts");
    await workbench.press("Escape");
  });

  it("offers nothing that needs an engine or a program", async () => {
    await workbench.runCommand("Isovec: Show Menu");
    await workbench.row(/Show Log/).waitFor();
    expect(await workbench.row(/Doctor|Select Engine|Code Map|Parity/).count()).toBe(0);
    await workbench.screenshot("web-menu");
    await workbench.press("Escape");
  });
});

describe.runIf(editorInstalled && isPackaged)(
  `VS Code on a folder that is on no disk${unlessInstalled}`,
  () => {
    let codeServer: CodeServer | undefined;
    let workbench: Workbench | undefined;
    afterEach(({ task }) => workbench?.keepFailure(task));
    afterAll(async () => {
      await workbench?.close();
      await codeServer?.stop();
    });

    it("searches it, by what its ignore files leave", async () => {
      codeServer = await startCodeServer({
        inWorker: true,
        beside: join(repository, "test/fixtures/memory-drive"),
      });
      const file = join(codeServer.workspace, "../virtual.code-workspace");
      writeFileSync(file, JSON.stringify({ folders: [{ uri: "memory:/project", name: "project" }] }));
      const address = new URL(codeServer.address);
      address.search = new URLSearchParams({ workspace: file }).toString();
      workbench = await Workbench.open(address.href, "unasked");
      await workbench.waitForStatus(/^Isovec: ready, .* on static \(cpu\), 3 files, \d+ chunks$/);
      await workbench.openSearch();
      await workbench.ask("make an airship fast");
      await workbench.waitForFirstHit("moor the balloon.ts");
      await workbench.ask('"zeppelin"');
      await workbench.row(/^Nothing found\./).waitFor();
      await workbench.ask("tides lang:python");
      await workbench.waitForFirstHit("harbour.py");
      await workbench.screenshot("web-virtual");
      await workbench.press("Enter");
      await expect.poll(() => workbench?.openFile(), patience).toBe("harbour.py");
    });

    it("finds what is saved there, though the drive keeps no times", async () => {
      await workbench?.openFileByName("harbour.py");
      await workbench?.press("Control+Home");
      await workbench?.typeIntoFile("# Where the dirigible lands.\n");
      await workbench?.saveAll();
      await workbench?.runCommand("View: Close All Editor Groups");
      await workbench?.openSearch();
      await workbench?.ask('"dirigible lands"');
      await workbench?.waitForFirstHit("harbour.py");
    });
  },
);
