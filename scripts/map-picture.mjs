// Takes the picture of docs/search.md: the map of packages/core/src in a browser, drawn by the command itself.
// Needs Chromium (ISOVEC_CHROMIUM names another than /usr/bin/chromium), and the packages built.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "./steps.mjs";

const { chromium } = createRequire(join(repository, "test/package.json"))("playwright-core");
const home = mkdtempSync(join(tmpdir(), "isovec-map-"));
try {
  const file = join(home, "map.html");
  const { status } = spawnSync(
    process.execPath,
    [
      join(repository, "packages/server/bin/isovec.mjs"),
      "map",
      ...["--path", join(repository, "packages/core/src"), "--state", join(home, "state"), "--html", file],
    ],
    { stdio: "inherit" },
  );
  if (status !== 0) process.exit(1);
  const browser = await chromium.launch({
    executablePath: process.env.ISOVEC_CHROMIUM ?? "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  const page = await browser.newPage({ viewport: { width: 860, height: 560 } });
  await page.goto(pathToFileURL(file).href);
  await page.locator("#picture").focus();
  for (const key of ["ArrowRight", "ArrowDown", "ArrowDown"]) await page.keyboard.press(key);
  await page.screenshot({ path: join(repository, "docs/map.png"), animations: "disabled" });
  await browser.close();
} finally {
  rmSync(home, { recursive: true, force: true });
}
