import { existsSync } from "node:fs";
import { type Browser, chromium, type Locator, type Page } from "playwright-core";
import { expect, type TestContext } from "vitest";
import { artefact } from "../editor/artefact.ts";
import { chromiumProgram } from "../editor/installed-editor.ts";

/** WebGPU computes in software here, beside whatever else runs: its probes take a minute and more. */
export const patience: { readonly timeout: number } = { timeout: 400_000 };

export const chromiumInstalled: boolean = existsSync(chromiumProgram);

/** Ends the title of a group of tests, so that a skipped one says why. */
export const unlessChromium: string = chromiumInstalled
  ? ""
  : ` (skipped: there is no Chromium at ${chromiumProgram}; ISOVEC_CHROMIUM names another)`;

/** SwiftShader comes with Chromium. Without the flags a machine without a graphics card has no adapter. */
const adapterFlags: readonly string[] = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

interface DroppedFile {
  readonly name: string;
  /** A text, or bytes. */
  readonly content: string | readonly number[];
}

/** Runs in the page. */
const transferOf = (files: readonly DroppedFile[]): string => `(() => {
  const transfer = new DataTransfer();
  for (const { name, content } of ${JSON.stringify(files)}) {
    transfer.items.add(new File([typeof content === "string" ? content : Uint8Array.from(content)], name));
  }
  return transfer;
})()`;

/** Runs in the page. */
const focusedName = "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()";

export interface BrowserOptions {
  readonly adapter?: boolean;
  readonly colorScheme?: "light" | "dark";
  /** Of the window, in CSS pixels. */
  readonly width?: number;
  /** The part of the address from `?` on. */
  readonly query?: string;
}

/** What someone sees and does on the page. Elements are found as a screen reader finds them: by role and name. */
export class PlaygroundPage {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
    /** Every address that the page or a worker of it has asked for. */
    readonly requests: readonly string[],
    /** What went wrong without being shown. */
    readonly errors: readonly string[],
  ) {}

  static async open(address: string, options: BrowserOptions = {}): Promise<PlaygroundPage> {
    const { adapter = false, colorScheme = "light", width = 1100, query = "" } = options;
    const browser = await chromium.launch({
      executablePath: chromiumProgram,
      args: [
        "--no-sandbox",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        ...(adapter ? adapterFlags : ["--disable-gpu"]),
      ],
    });
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    page.setDefaultTimeout(60_000);
    const requests: string[] = [];
    const errors: string[] = [];
    page.context().on("request", (request) => requests.push(request.url()));
    page.on("pageerror", ({ message }) => errors.push(message));
    await page.goto(address + query);
    return new PlaygroundPage(browser, page, requests, errors);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  async screenshot(name: string): Promise<void> {
    const path = artefact(`playground-${name}.png`);
    await this.page.screenshot({ path, fullPage: true, animations: "disabled" });
  }

  /** A picture of a test that failed, for whoever looks into it. */
  async keepFailure({ name, result }: TestContext["task"]): Promise<void> {
    if (result?.state === "fail") await this.screenshot(`failed-${name.replaceAll(/\W+/g, "-")}`);
  }

  /** The group of one engine. */
  engine(name: string): Locator {
    return this.page.locator(".card").filter({ has: this.choiceOf(name) });
  }

  choiceOf(name: string): Locator {
    return this.page.getByRole("radio", { name, exact: true });
  }

  /** Waits until every engine has passed or been refused, and gives the verdicts by name. */
  async verdicts(): Promise<Record<string, string>> {
    const read = async () => {
      const cards = await this.page.locator(".card").all();
      return Promise.all(
        cards.map(async (card) => [
          (await card.locator("label").textContent()) ?? "",
          (await card.getAttribute("data-state")) ?? "",
        ]),
      );
    };
    const settled = async () => (await read()).every(([, state]) => /^(passed|refused)$/.test(state ?? ""));
    await expect.poll(settled, patience).toBe(true);
    return Object.fromEntries(await read());
  }

  /** Largest 1 - cosine over the probes, as the engine's group has it. */
  async parityOf(name: string): Promise<number> {
    return Number((await this.engine(name).getAttribute("data-largest")) ?? Number.NaN);
  }

  async type(text: string): Promise<void> {
    await this.page.getByLabel(/^Type or paste texts/).fill(text);
    await this.page.getByRole("button", { name: "Embed texts" }).click();
  }

  /** Drops files onto the page, as from the desktop. */
  async drop(files: readonly DroppedFile[]): Promise<void> {
    const transfer = await this.page.evaluateHandle(transferOf(files));
    await this.page.locator("body").dispatchEvent("drop", { dataTransfer: transfer });
  }

  async waitForTexts(state: RegExp): Promise<void> {
    await this.page.getByRole("status").filter({ hasText: state }).waitFor();
  }

  async waitForRefusal(sentence: string): Promise<void> {
    await this.page.getByRole("alert").filter({ hasText: sentence }).waitFor();
  }

  /** Asks, and waits for the first answer's text. */
  async search(question: string, expected: RegExp): Promise<void> {
    await this.page.getByRole("searchbox", { name: "What are you looking for?" }).fill(question);
    await this.page.keyboard.press("Enter");
    await this.waitForTexts(expected);
  }

  /** Title and text of the found passages, best first. */
  async hits(): Promise<{ readonly title: string; readonly text: string }[]> {
    const items = this.page.getByRole("list", { name: "Search" }).getByRole("listitem");
    return items.evaluateAll((all) =>
      all.map((item) => ({
        title: item.querySelector("h3")?.firstChild?.textContent ?? "",
        text: item.querySelector("pre")?.textContent ?? "",
      })),
    );
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** The accessible name or the text of what has the focus. */
  focused(): Promise<string> {
    return this.page.evaluate<string>(focusedName);
  }

  /** How far the page is wider than its window, in CSS pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate<number>(
      "document.documentElement.scrollWidth - document.documentElement.clientWidth",
    );
  }
}
