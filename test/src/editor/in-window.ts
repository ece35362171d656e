import { afterAll, afterEach, beforeAll } from "vitest";
import { type CodeServer, type CodeServerOptions, startCodeServer } from "./code-server.ts";
import { Workbench } from "./workbench.ts";

/** Opens a window for the tests of a suite, on an editor of their own, and closes it after them. */
export function inWindow(
  trust: "trusted" | "restricted",
  onOpen: (workbench: Workbench, codeServer: CodeServer) => void,
  options: CodeServerOptions = {},
): void {
  let codeServer: CodeServer | undefined;
  let workbench: Workbench | undefined;
  beforeAll(async () => {
    codeServer = await startCodeServer(options);
    workbench = await Workbench.open(codeServer.address, trust, options);
    onOpen(workbench, codeServer);
  });
  afterEach(({ task }) => workbench?.keepFailure(task));
  afterAll(async () => {
    await workbench?.close();
    await codeServer?.stop();
  });
}
