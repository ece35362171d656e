import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { buildPlayground } from "./build-playground.ts";
import {
  type BrowserOptions,
  chromiumInstalled,
  PlaygroundPage,
  patience,
  unlessChromium,
} from "./playground-page.ts";
import { type StaticServer, serveFolder } from "./static-server.ts";

const question = "how do I keep credentials safe";

describe.runIf(chromiumInstalled)(`the playground in a browser${unlessChromium}`, () => {
  let folder: string;
  let server: StaticServer;
  let page: PlaygroundPage | undefined;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "isovec-playground-"));
    await buildPlayground(folder);
    server = await serveFolder(folder);
  }, patience.timeout);
  afterEach(async ({ task }) => {
    await page?.keepFailure(task);
    await page?.close();
    page = undefined;
    server.replace({});
  });
  afterAll(async () => {
    await server?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options: BrowserOptions = {}): Promise<PlaygroundPage> {
    page = await PlaygroundPage.open(server.address, options);
    return page;
  }

  it("computes the reference's vectors by WebGPU, by WASM and from the table, and asks nobody else for anything", {
    timeout: patience.timeout,
  }, async () => {
    const opened = await open({ adapter: true });
    expect(await opened.verdicts()).toEqual({ WebGPU: "passed", WASM: "passed", "Static table": "passed" });
    expect(await opened.parityOf("WebGPU")).toBeLessThanOrEqual(1e-5);
    expect(await opened.parityOf("WASM")).toBeLessThanOrEqual(1e-5);
    expect(await opened.parityOf("Static table")).toBeLessThanOrEqual(1e-12);
    for (const name of ["WebGPU", "WASM"]) {
      const shown = await opened.engine(name).textContent();
      expect(shown).toMatch(/\d tokens\/s/);
      expect(shown).toContain("all-MiniLM-L6-v2");
    }
    expect(await opened.engine("WebGPU").textContent()).toContain("swiftshader");

    await opened.choiceOf("WebGPU").check();
    await opened.type("The cat sleeps.\n\nPasswords are stored as salted hashes.");
    await opened.waitForTexts(/^2 passages are embedded by WebGPU/);
    await opened.search(question, /^The nearest of 2 passages, by WebGPU/);
    expect((await opened.hits())[0]?.text).toBe("Passwords are stored as salted hashes.");

    expect(opened.requests.some((address) => address.endsWith("/weights.f16"))).toBe(true);
    expect(opened.requests.filter((address) => !address.startsWith(server.address))).toEqual([]);
    expect([...server.asked].filter((path) => path.startsWith("/"))).toEqual([]);
    expect(opened.errors).toEqual([]);
    await opened.screenshot("webgpu");
  });

  it("names a device that is not there and takes the next", async () => {
    const opened = await open();
    expect(await opened.verdicts()).toMatchObject({ WebGPU: "refused", WASM: "passed" });
    expect(await opened.engine("WebGPU").textContent()).toContain("WebGPU finds no graphics adapter.");
    expect(await opened.choiceOf("WebGPU").isDisabled()).toBe(true);
    expect(await opened.choiceOf("WASM").isChecked()).toBe(true);
    await opened.screenshot("no-adapter");
  });

  it("refuses an engine whose vectors are not the reference's, and searches with the next", async () => {
    // Another model that is whole in itself: its hash is what graph.json says.
    const weights = await readFile(join(folder, "models/transformer/weights.f16"));
    const graph = JSON.parse(await readFile(join(folder, "models/transformer/graph.json"), "utf8"));
    weights.fill(0, weights.length - 600_000, weights.length - 300_000);
    graph.weights.sha256 = createHash("sha256").update(weights).digest("hex");
    server.replace({
      "models/transformer/weights.f16": weights,
      "models/transformer/graph.json": Buffer.from(JSON.stringify(graph)),
    });
    const opened = await open({ query: "?engines=wasm,static" });
    expect(await opened.verdicts()).toEqual({ WASM: "refused", "Static table": "passed" });
    expect(await opened.engine("WASM").textContent()).toMatch(
      /does not give all-MiniLM-L6-v2's vectors: 1 - cosine is \d.+ Likely cause: it runs other weights or another model/,
    );
    await opened.type("The cat sleeps.\n\nPasswords are stored as salted hashes.");
    await opened.search("password hashes", /^The nearest of 2 passages, by Static table/);
    expect((await opened.hits())[0]?.text).toBe("Passwords are stored as salted hashes.");
    await opened.screenshot("refused");
  });

  it("names a file that was damaged or is missing, and says when no engine is left", async () => {
    const weights = await readFile(join(folder, "models/transformer/weights.f16"));
    weights[1000] = 255 - (weights[1000] ?? 0);
    const table = await readFile(join(folder, "models/static/model.safetensors"));
    server.replace({
      "models/transformer/weights.f16": weights,
      "models/static/model.safetensors": table.subarray(0, -1),
    });
    const opened = await open({ query: "?engines=wasm,static" });
    expect(await opened.verdicts()).toEqual({ WASM: "refused", "Static table": "refused" });
    expect(await opened.engine("WASM").textContent()).toContain(
      `${server.address}models/transformer/weights.f16 does not have the sha256`,
    );
    expect(await opened.engine("Static table").textContent()).toContain(
      `has ${table.length - 1} bytes instead of ${table.length}`,
    );
    await opened.waitForTexts(/^No engine can be used/);
  });

  it("finds the passage of a dropped file, and leaves out what is no text by name", async () => {
    const opened = await open({ query: "?engines=wasm,static" });
    const recipe =
      "Bread\n\n\nKnead the dough for ten minutes.\nThen let it rise overnight in a cool place.\n";
    const log = Array.from({ length: 40 }, (_, row) => `The pump ran for ${row + 3} minutes.`).join("\n");
    await opened.drop([
      { name: "bread.md", content: recipe },
      { name: "pump.log", content: log },
      { name: "picture.png", content: [0x89, 0x50, 0x4e, 0x47] },
      { name: "film.txt", content: "x".repeat(2_000_001) },
    ]);
    await opened.waitForRefusal("picture.png is left out: it is not a text in UTF-8.");
    await opened.waitForRefusal("film.txt is left out: it has 2.0 MB, at most 2 are taken.");
    await opened.waitForTexts(/^4 passages are embedded by WASM/);
    await opened.search("baking a loaf of sourdough", /^The nearest of 4 passages, by WASM/);
    expect((await opened.hits())[0]).toEqual({ title: "bread.md, line 1", text: recipe.trimEnd() });
  });

  it("keeps the vectors of two models apart when another engine is chosen", async () => {
    const opened = await open({ query: "?engines=wasm,static" });
    await opened.verdicts();
    await opened.type("The cat sleeps.\n\nPasswords are stored as salted hashes.");
    await opened.waitForTexts(/^2 passages are embedded by WASM/);
    await opened.search("password hashes", /^The nearest of 2 passages, by WASM/);
    await opened.choiceOf("Static table").check();
    await opened.search("password hashes", /^The nearest of 2 passages, by Static table/);
    expect((await opened.hits())[0]?.text).toBe("Passwords are stored as salted hashes.");
  });

  it("is used with the keys alone, on a narrow screen too", async () => {
    const opened = await open({ query: "?engines=static", width: 360, colorScheme: "dark" });
    await opened.verdicts();
    const stops: string[] = [];
    for (let stop = 0; stop < 5; stop++) {
      await opened.press("Tab");
      stops.push(await opened.focused());
    }
    expect(stops).toEqual([
      "Static table",
      "Type or paste texts, an empty line between two",
      "Drop text files anywhere on this page, or choose them",
      "Embed texts",
      "What are you looking for?",
    ]);
    await opened.press("Shift+Tab", "Enter");
    await opened.waitForTexts(/^5 passages are embedded by Static table/);
    await opened.search("salted password", /^The nearest of 5 passages/);
    expect((await opened.hits())[0]?.text).toMatch(/^Passwords are stored/);
    expect(await opened.overflow()).toBe(0);
    await opened.screenshot("narrow-dark");
  });
});
