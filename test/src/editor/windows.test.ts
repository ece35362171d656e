import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type CodeServer, startCodeServer } from "./code-server.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import { Workbench } from "./workbench.ts";

const typed = "// the zeppelin is moored to the lighthouse";

describe.runIf(editorInstalled)(`VS Code with two windows on one folder${unlessInstalled}`, () => {
  let codeServer: CodeServer;
  let first: Workbench;
  let second: Workbench;
  beforeAll(async () => {
    codeServer = await startCodeServer();
    first = await Workbench.open(codeServer.address, "trusted");
    second = await Workbench.open(codeServer.address, "trusted");
  });
  afterEach(async ({ task }) => {
    await first.keepFailure(task);
    await second.keepFailure(task);
  });
  afterAll(async () => {
    await first?.close();
    await second?.close();
    await codeServer?.stop();
  });

  it("finds what is typed and not saved, in the window where it was typed", async () => {
    await first.waitUntilReady();
    await second.waitUntilReady();
    await first.openFileByName("last-token.ts");
    await first.press("Control+Home");
    await first.typeIntoFile(`${typed}\n`);
    await first.openSearch();
    await first.ask('"zeppelin is moored"');
    await first.waitForFirstHit("last-token.ts");
    expect((await first.hits())[0]).toMatchObject({ line: 1, text: typed });
    await first.press("Escape");
    await second.openSearch();
    await second.ask('"zeppelin is moored"');
    await second.row(/^Nothing found\./).waitFor();
    await second.press("Escape");
  });

  it("finds it in the other window too once it is saved", async () => {
    await first.press("Control+s");
    // The other window's server looks at the disk by itself.
    await expect
      .poll(async () => {
        await second.openSearch();
        await second.ask('"zeppelin is moored"');
        await second.row(/zeppelin|^Nothing found\./).waitFor();
        const [hit] = await second.hits();
        await second.press("Escape");
        return hit?.file;
      }, patience)
      .toBe("last-token.ts");
  });
});
