import type { FrameLocator, Locator, Page } from "playwright-core";
import { expect } from "vitest";
import { patience } from "./patience.ts";

/** The extension's search view: a page inside of a page inside of the window. */
export class SearchPane {
  private readonly frame: FrameLocator;

  constructor(page: Page) {
    this.frame = page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  get question(): Locator {
    return this.frame.getByRole("combobox", { name: "Search code by meaning" });
  }

  /** What the line below the question says. */
  get coverage(): Locator {
    return this.frame.locator("#coverage");
  }

  /** Says what is listed where no question is answered, or why nothing is. */
  get heading(): Locator {
    return this.frame.locator("#notice");
  }

  /** How much was found, as screen readers say it. */
  get count(): Locator {
    return this.frame.getByRole("status").and(this.frame.locator("#count"));
  }

  /** What is wrong although answers come. */
  get trouble(): Locator {
    return this.frame.getByRole("alert");
  }

  /** What a filter may become. */
  get completions(): Locator {
    return this.frame.getByRole("listbox", { name: "Filters" }).getByRole("option");
  }

  /** Why the hits were found, as far as it is unfolded. */
  get reasons(): Locator {
    return this.frame.locator('[role="treeitem"][aria-level="3"]:not([hidden])');
  }

  /** Rows of files, in their order. */
  get files(): Locator {
    return this.frame.locator('[role="treeitem"][aria-level="1"]');
  }

  /** Rows of hits that are not folded away, in their order. */
  get hits(): Locator {
    return this.frame.locator('[role="treeitem"][aria-level="2"]:not([hidden])');
  }

  /** The row that the keys go to. */
  get focused(): Locator {
    return this.frame.locator('[role="treeitem"]:focus');
  }

  /** What lights up in the hits. */
  get marks(): Locator {
    return this.frame.locator("mark");
  }

  /** Names of the files, in their order. */
  async names(): Promise<string[]> {
    return await this.files.locator(".name").allTextContents();
  }

  /** That of the question's field. */
  async colour(): Promise<string> {
    return await this.question.evaluate((field: unknown) => {
      const { getComputedStyle } = globalThis as unknown as {
        getComputedStyle(element: unknown): { readonly backgroundColor: string };
      };
      return getComputedStyle(field).backgroundColor;
    });
  }

  /** Waits until the keys go to the question. */
  async waitForFocus(): Promise<void> {
    await this.frame.locator("#question:focus").waitFor();
  }

  async waitForFirstFile(name: string): Promise<void> {
    await expect.poll(() => this.files.first().locator(".name").textContent(), patience).toBe(name);
  }
}
