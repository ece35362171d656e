import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Absolute path of a folder outside of the repository, which lasts as long as the run of all tests. */
    readonly extensionFolder: string;
  }
}

/** Runs before all tests: gives those of the editor one place for the extension that they install. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), "isovec-extension-"));
  provide("extensionFolder", folder);
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
