import { pathToFileURL } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumProgram } from "../editor/installed-editor.ts";

/** What the page holds, as far as the tests look into it. */
interface MapContent {
  readonly paths: readonly string[];
  readonly path: readonly number[];
  readonly start: readonly number[];
  readonly end: readonly number[];
  readonly x: readonly number[];
  readonly y: readonly number[];
}

/** What someone sees and does on a map. */
export class MapPage {
  private constructor(
    private readonly browser: Browser,
    readonly page: Page,
    /** Every address that the page has asked for. */
    readonly requests: readonly string[],
    /** What went wrong, and what its content policy has refused. */
    readonly errors: readonly string[],
    private readonly content: MapContent,
  ) {}

  static async open(file: string, colorScheme: "light" | "dark" = "light"): Promise<MapPage> {
    const browser = await chromium.launch({
      executablePath: chromiumProgram,
      args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
    });
    const page = await browser.newPage({ viewport: { width: 1100, height: 700 }, colorScheme });
    const requests: string[] = [];
    const errors: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("pageerror", ({ message }) => errors.push(message));
    page.on("console", (message) => {
      if (message.type() === "error") errors.push(message.text());
    });
    await page.goto(pathToFileURL(file).href);
    const content = JSON.parse((await page.textContent("#content")) ?? "") as MapContent;
    return new MapPage(browser, page, requests, errors, content);
  }

  close(): Promise<void> {
    return this.browser.close();
  }

  get count(): number {
    return this.content.path.length;
  }

  /** `path:start-end` of a point. */
  labelOf(point: number): string {
    const { paths, path, start, end } = this.content;
    return `${paths[path[point] ?? -1]}:${start[point]}-${end[point]}`;
  }

  /** The point that is farthest from any other, so that the pointer meets it and no other. */
  get loneliest(): number {
    const { x, y } = this.content;
    const room = (point: number): number =>
      Math.min(
        ...x.map((left, other) =>
          other === point
            ? Number.POSITIVE_INFINITY
            : Math.hypot(left - (x[point] ?? 0), (y[other] ?? 0) - (y[point] ?? 0)),
        ),
      );
    return x.map((_, point) => point).reduce((best, point) => (room(point) > room(best) ? point : best), 0);
  }

  /** Moves the pointer onto a point of the whole map. */
  async hover(point: number): Promise<void> {
    const { x, y } = this.content;
    const box = await this.page.locator("#picture").boundingBox();
    if (box === null) throw new Error("The map is not shown.");
    const scale = 0.94 * Math.min(box.width, box.height);
    await this.page.mouse.move(
      box.x + box.width / 2 + ((x[point] ?? 0) / 9999 - 0.5) * scale,
      box.y + box.height / 2 + ((y[point] ?? 0) / 9999 - 0.5) * scale,
    );
  }

  async details(): Promise<string> {
    return (await this.page.locator("#details:visible").textContent()) ?? "";
  }

  /** Where the next click leads, which is noted and not followed. */
  async clickAndStay(): Promise<string> {
    await this.page.evaluate(
      `document.getElementById("details").addEventListener("click", (event) => {
        event.preventDefault();
        document.title = event.currentTarget.href;
      })`,
    );
    await this.page.mouse.down();
    await this.page.mouse.up();
    return this.page.title();
  }
}
