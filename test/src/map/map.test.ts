import { cpSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { artefact } from "../editor/artefact.ts";
import { chromiumInstalled, unlessChromium } from "../playground/playground-page.ts";
import { repository } from "../repository.ts";
import { runIsovec } from "../run-isovec.ts";
import { MapPage } from "./map-page.ts";

describe.runIf(chromiumInstalled)(`a map of real code in a browser${unlessChromium}`, () => {
  let home: string;
  let root: string;
  let file: string;
  let opened: MapPage | undefined;

  const draw = async (target: string, ...more: string[]) =>
    runIsovec(["map", "--path", root, "--state", join(home, "state"), "--html", target, "--json", ...more]);
  const open = async (scheme?: "light" | "dark"): Promise<MapPage> => {
    opened = await MapPage.open(file, scheme);
    return opened;
  };

  beforeAll(async () => {
    home = mkdtempSync(join(tmpdir(), "isovec-map-"));
    root = join(home, "code");
    for (const folder of ["postprocess", "errors", "backend"]) {
      cpSync(join(repository, "packages/core/src", folder), join(root, folder), { recursive: true });
    }
    file = join(home, "map.html");
    const { status, stdout, stderr } = await draw(file);
    expect(stderr).not.toContain("isovec:");
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ file, basis: "vectors" });
  });
  afterEach(async () => {
    await opened?.close();
    opened = undefined;
  });
  afterAll(() => rmSync(home, { recursive: true, force: true }));

  it("says where a point is when the pointer is on it, and a click opens the place", async () => {
    const map = await open();
    const point = map.loneliest;
    await map.hover(point);
    expect(await map.details()).toContain(map.labelOf(point));
    const [path = "", lines = ""] = map.labelOf(point).split(":");
    const line = lines.split("-")[0];
    expect(await map.clickAndStay()).toBe(`vscode://file${pathToFileURL(join(root, path)).pathname}:${line}`);
    await map.page.screenshot({ path: artefact("map.png") });
    expect(map.errors).toEqual([]);
    expect(map.requests).toEqual([pathToFileURL(file).href]);
  });

  it("can be used by the keyboard alone", async () => {
    const map = await open();
    await map.page.locator("#picture").focus();
    await map.page.keyboard.press("ArrowRight");
    const first = await map.details();
    const seen = new Set<string>([first]);
    for (const key of ["ArrowRight", "ArrowDown", "ArrowLeft", "ArrowUp"]) {
      await map.page.keyboard.press(key);
      seen.add(await map.details());
    }
    expect(seen.size).toBeGreaterThan(2);
    expect(await map.page.locator("#picture").getAttribute("aria-label")).toBe(await map.details());
    await map.page.keyboard.press("Escape");
    expect(await map.page.locator("#details").isVisible()).toBe(false);
  });

  it("shows what the legend and the search leave, and lists it as links", async () => {
    const map = await open("dark");
    const state = map.page.getByRole("status");
    expect(await state.textContent()).toBe(`${map.count} of ${map.count} chunks`);
    await map.page.getByLabel("postprocess/pooling").uncheck();
    const left = Number.parseInt((await state.textContent()) ?? "", 10);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThan(map.count);
    await map.page.getByLabel("Search paths and symbols").fill("isovec-error");
    const links = map.page.getByRole("list", { name: "Chunks found" }).getByRole("link");
    expect(await links.count()).toBeGreaterThan(0);
    expect(await links.first().textContent()).toContain("errors/isovec-error.ts:");
    await links.first().focus();
    expect(await map.details()).toContain("errors/isovec-error.ts:");
    expect(map.errors).toEqual([]);
    await map.page.screenshot({ path: artefact("map-dark.png") });
  });

  it("is the same file again, with relative links if asked for, and the index is enough", async () => {
    const again = join(home, "again.html");
    expect((await draw(again, "--no-refresh")).status).toBe(0);
    expect(readFileSync(again).equals(readFileSync(file))).toBe(true);
    const relative = join(home, "relative.html");
    expect((await draw(relative, "--no-refresh", "--links", "relative")).status).toBe(0);
    opened = await MapPage.open(relative);
    await opened.hover(opened.loneliest);
    expect(await opened.page.locator("#details").getAttribute("href")).toMatch(/^[a-z./-]+\.ts#L\d+$/);
    expect(readFileSync(relative, "utf8")).not.toContain(root);
  });
});
