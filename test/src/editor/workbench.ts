import { type Browser, chromium, type FrameLocator, type Locator, type Page } from "playwright-core";
import { expect, type TestContext, vi } from "vitest";
import { artefact } from "./artefact.ts";
import { chromiumProgram } from "./installed-editor.ts";
import { patience } from "./patience.ts";
import { SearchPane } from "./search-pane.ts";

const statusItemId = "isovec.isovec-vscode.isovec.status";

/** Keeps every label that the status item has had, from its first on. Runs in the page. */
const recordStatus = `
  globalThis.statusLabels = [];
  new MutationObserver(() => {
    const label = document.getElementById("${statusItemId}")?.getAttribute("aria-label");
    if (label && label !== statusLabels.at(-1)) statusLabels.push(label);
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["aria-label"] });
`;

/** One row of an open Quick Pick. */
export interface Row {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly folder: string;
  /** The line of code that is shown. */
  readonly text: string;
}

/** What someone sees and does in the window of a VS Code. Every step waits until the window is ready for it. */
export class Workbench {
  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
  ) {}

  /** @param bare whether the window has no extension of ours to wait for */
  static async open(
    address: string,
    trust: "trusted" | "restricted" | "unasked",
    { bare = false }: { readonly bare?: boolean } = {},
  ): Promise<Workbench> {
    const browser = await chromium.launch({
      executablePath: chromiumProgram,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    const page = await browser.newPage({
      viewport: { width: 1280, height: 800 },
      reducedMotion: "reduce",
      permissions: ["clipboard-read", "clipboard-write"],
    });
    page.setDefaultTimeout(patience.timeout);
    await page.addInitScript({ content: recordStatus });
    await page.goto(address);
    if (trust !== "unasked") {
      const answer = trust === "trusted" ? "Yes, I trust the authors" : "No, I don't trust the authors";
      await page.getByRole("button", { name: answer }).click();
    }
    const workbench = new Workbench(browser, page);
    await (bare ? workbench.ready : workbench.statusItem).waitFor();
    return workbench;
  }

  async close(): Promise<void> {
    await this.browser.close();
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: artefact(`editor-${name}.png`), animations: "disabled" });
  }

  /** A picture for people who read the documentation, of the window or of one part of it. */
  async picture(name: string, part?: Locator): Promise<void> {
    await (part ?? this.page).screenshot({ path: artefact(`vscode-${name}.png`), animations: "disabled" });
  }

  /** Drags the border of the side bar to the right. */
  async widenSideBar(pixels: number): Promise<void> {
    const box = await this.page.locator(".part.sidebar").boundingBox();
    if (box === null) throw new Error("The window shows no side bar.");
    const [border, middle] = [box.x + box.width, box.y + box.height / 2];
    await this.page.mouse.move(border, middle);
    await this.page.mouse.down();
    await this.page.mouse.move(border + pixels, middle, { steps: 4 });
    await this.page.mouse.up();
    // A border lights up as long as the pointer is on it.
    await this.page.mouse.move(border + pixels * 2, middle);
  }

  async resize(width: number, height: number): Promise<void> {
    await this.page.setViewportSize({ width, height });
  }

  /** What opens over the window to choose or ask something. */
  get quickPick(): Locator {
    return this.page.locator(".quick-input-widget");
  }

  /** A picture of a test that failed, for whoever looks into it. */
  async keepFailure({ name, result }: TestContext["task"]): Promise<void> {
    if (result?.state === "fail") await this.screenshot(`failed-${name.replaceAll(/\W+/g, "-")}`);
  }

  get statusItem(): Locator {
    return this.page.locator(`[id="${statusItemId}"]`);
  }

  /** Waits until nobody tells in the status bar that something is going on. */
  async waitForQuietStatusBar(): Promise<void> {
    await expect.poll(() => this.page.locator(".part.statusbar .codicon-loading").count(), patience).toBe(0);
  }

  /** The status item of a server that has nothing left to do. */
  get readyStatusItem(): Locator {
    return this.page.locator('[aria-label^="Isovec: ready"]');
  }

  /**
   * What the editor itself has measured of an extension's activation: reading its file, and the call of its `activate`.
   *
   * @param name as the editor shows it
   */
  async activationMs(name: string): Promise<number> {
    await this.runCommand("Developer: Show Running Extensions");
    const row = this.page.locator(".runtime-extensions-editor .extension").filter({ hasText: name });
    const text = await row.locator(".activation-time").filter({ hasText: /\d+ms/ }).textContent();
    return Number(/(\d+)ms/.exec(text ?? "")?.[1]);
  }

  /** Every label that the status item has had, oldest first. */
  async statusHistory(): Promise<string[]> {
    return await this.page.evaluate<string[]>("statusLabels");
  }

  async waitForStatus(label: RegExp): Promise<void> {
    await expect.poll(() => this.statusItem.getAttribute("aria-label"), patience).toMatch(label);
  }

  async waitUntilReady(): Promise<void> {
    await this.waitForStatus(/^Isovec: ready, all-MiniLM-L6-v2-code on .+, \d+ files, \d+ chunks$/);
  }

  /** Runs a command by its title, as someone does who does not know its key. */
  async runCommand(title: string): Promise<void> {
    // A view that has just been opened may take the focus late, which closes the list of commands.
    await vi.waitFor(async () => {
      await this.page.keyboard.press("F1");
      await this.question.fill(`>${title}`, { timeout: 2_000 });
      await this.rows.first().filter({ hasText: title }).waitFor({ timeout: 2_000 });
    }, patience);
    await this.page.keyboard.press("Enter");
  }

  async selectTheme(name: string): Promise<void> {
    await this.page.keyboard.press("Control+k");
    await this.page.keyboard.press("Control+t");
    await this.page.getByPlaceholder(/^Select Color Theme/).waitFor();
    await this.question.fill(name);
    await this.rows.first().filter({ hasText: name }).waitFor();
    await this.page.keyboard.press("Enter");
  }

  async openSearch(): Promise<void> {
    await this.runCommand("Isovec: Search Code");
    await this.page.getByPlaceholder(/^Ask in your own words/).waitFor();
  }

  /** Types a question into an open Quick Pick, key by key. On a slow machine its beginning may be answered too. */
  async type(question: string): Promise<void> {
    await this.question.pressSequentially(question, { delay: 20 });
  }

  /** Replaces the question of an open Quick Pick at once, so that what comes next answers all of it. */
  async ask(question: string): Promise<void> {
    await this.question.fill(question);
  }

  /** Opens the search view in the side bar. What is selected on one line becomes its question. */
  async openSearchView(): Promise<SearchPane> {
    await this.runCommand("Isovec: Open Search View");
    const pane = this.searchPane;
    await pane.waitForFocus();
    return pane;
  }

  get searchPane(): SearchPane {
    return new SearchPane(this.page);
  }

  /** The editor's view of places, laid over the code that was asked about. */
  get peek(): Locator {
    return this.page.locator(".peekview-widget");
  }

  /** Opens a file of the folder by its name, as someone who does not reach for the mouse. */
  async openFileByName(name: string): Promise<void> {
    await vi.waitFor(async () => {
      await this.page.keyboard.press("Control+p");
      await this.question.fill(name, { timeout: 2_000 });
      await this.rows.first().filter({ hasText: name }).waitFor({ timeout: 2_000 });
    }, patience);
    await this.page.keyboard.press("Enter");
    await expect.poll(() => this.openFile(), patience).toBe(name);
    await this.page.locator(".editor-group-container.active .monaco-editor.focused").waitFor();
  }

  /** Types into the code that is in front. */
  async typeIntoFile(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
  }

  /** Saves the files that are open, and waits until that has been done. */
  async saveAll(): Promise<void> {
    await this.runCommand("File: Save All");
    await this.page.locator(".editor-group-container .tab.dirty").waitFor({ state: "detached" });
  }

  /** Chooses what the menu of the code in front offers at the cursor. */
  async chooseFromContextMenu(title: string): Promise<void> {
    await this.page.keyboard.press("Shift+F10");
    await this.page.getByRole("menuitem", { name: title }).click();
  }

  async waitForFirstHit(file: string): Promise<void> {
    await expect.poll(async () => (await this.hits())[0]?.file, patience).toBe(file);
  }

  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }

  /** What was copied last. */
  async clipboard(): Promise<string> {
    return await this.page.evaluate<string>("navigator.clipboard.readText()");
  }

  /** The question in an open Quick Pick. */
  async asked(): Promise<string> {
    return await this.question.inputValue();
  }

  /** Title of the open Quick Pick. */
  get title(): Locator {
    return this.page.locator(".quick-input-title");
  }

  /** What the open Quick Pick offers, in its order, as far as it is in view. */
  async hits(): Promise<Row[]> {
    const labels = await this.rows.evaluateAll((rows) => rows.map((row) => row.getAttribute("aria-label")));
    return labels.flatMap((label) => {
      const match = /^(?<file>[^,]+):(?<line>\d+), (?<folder>[^,]+), (?<text>.+)$/.exec(label ?? "")?.groups;
      if (match === undefined) return [];
      const { file = "", line = "", folder = "", text = "" } = match;
      return [{ file, line: Number(line), folder, text }];
    });
  }

  /** Name of the file in front. */
  async openFile(): Promise<string> {
    return (
      (await this.page
        .locator(".editor-group-container.active .tab.active")
        .getAttribute("data-resource-name")) ?? ""
    );
  }

  /** How many groups of editors lie side by side. */
  async editorGroups(): Promise<number> {
    return await this.page.locator(".editor-group-container").count();
  }

  /** 1-based line of the cursor. */
  async cursorLine(): Promise<number> {
    const selection = await this.page.locator('[id="status.editor.selection"]').textContent();
    return Number(/Ln (\d+)/.exec(selection ?? "")?.[1]);
  }

  /** Waits until the lines of the hit that was opened are lit. */
  async waitForHighlight(): Promise<void> {
    await this.page.locator('.view-overlays .cdr[class*="ced-"]').first().waitFor();
  }

  /** Waits until the output panel says it. */
  async waitForLog(text: string): Promise<void> {
    await expect.poll(() => this.log(), patience).toContain(text);
  }

  /** Rows of an open Quick Pick whose label for screen readers says so. */
  row(label: RegExp): Locator {
    return this.page.locator(".quick-input-list").getByRole("option", { name: label });
  }

  /** A question that holds the window until it is answered. */
  get dialog(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  /** What the page in front shows; there must be no other. */
  get webview(): FrameLocator {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  /** What the side bar says in the place of a view that has nothing to show. */
  get welcome(): Locator {
    return this.page.locator(".sidebar .welcome-view-content");
  }

  /** The head of a view in the side bar, which folds it in and out. */
  section(name: string): Locator {
    return this.page.locator(".sidebar").getByRole("button", { name: `${name} Section` });
  }

  /** A walkthrough. */
  get tour(): Locator {
    return this.page.locator(".gettingStartedContainer");
  }

  /** How many problems the files have that are open, in words. */
  async problems(): Promise<string> {
    return (await this.page.locator('[id="status.problems"]').getAttribute("aria-label")) ?? "";
  }

  /** Closes what is in front. */
  async closeTab(): Promise<void> {
    await this.runCommand("View: Close Editor");
  }

  get notification(): Locator {
    return this.page.locator(".notification-toast");
  }

  private async log(): Promise<string> {
    const lines = await this.page.locator(".output-view .view-line").allInnerTexts();
    // A long line is wrapped into several, and every space is one that does not break.
    return lines.join("").replaceAll("\u00a0", " ");
  }

  /** Stands in the status bar once the extensions of the editor itself have started. */
  private get ready(): Locator {
    return this.page.locator('[id="status.problems"]');
  }

  private get question(): Locator {
    return this.page.locator(".quick-input-widget .quick-input-box input");
  }

  private get rows(): Locator {
    return this.page.locator(".quick-input-list .monaco-list-row");
  }
}
