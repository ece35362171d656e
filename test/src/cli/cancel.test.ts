import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { bundledModel } from "../repository.ts";
import { startIsovec } from "../run-isovec.ts";

it.skipIf(process.platform === "win32")(
  "isovec distill ends at Ctrl+C with 130 and leaves nothing behind (skipped on Windows, which has no signals)",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "isovec-cancel-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const output = join(folder, "static");
    const child = startIsovec(["distill", "--model", bundledModel, "--output", output]);
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      if (text.includes("distilling")) child.kill("SIGINT");
    });
    const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
    expect(status).toBe(130);
    expect(existsSync(output)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  },
);
