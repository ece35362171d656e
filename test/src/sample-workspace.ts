import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const files: Readonly<Record<string, string>> = {
  "src/password.ts": `import { scryptSync } from "node:crypto";

/** Turns a secret phrase into something safe to keep in a table. */
export function hashPassword(phrase: string, salt: string): string {
  return scryptSync(phrase, salt, 64).toString("hex");
}
`,
  "src/retry.ts": `/** Calls again after a failure, waiting twice as long each time. */
export async function retry<T>(call: () => Promise<T>, times: number): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await call();
    } catch (error) {
      if (attempt + 1 === times) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100 * 2 ** attempt));
    }
  }
}
`,
  "src/geometry.py": `import math


def distance(a, b):
    """Length of the straight line between two points."""
    return math.sqrt((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2)
`,
  "docs/opening-hours.md": `# Opening hours

The shop is open from nine to six, and closed on Sundays.
`,
};

/**
 * A server that has just lost its editor may be writing still. `rmSync` tries to remove the folder again then, but does not
 * look again for what has come into it.
 */
function removeFolder(folder: string, attempts = 20): void {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch (error) {
    if (attempts === 1 || (error as NodeJS.ErrnoException).code !== "ENOTEMPTY") throw error;
    removeFolder(folder, attempts - 1);
  }
}

/** A folder of four small files with one idea each. */
export class SampleWorkspace {
  readonly root: string = mkdtempSync(join(tmpdir(), "isovec-workspace-"));
  /** Beside the folder, so that its files are not searched. */
  readonly state: string = mkdtempSync(join(tmpdir(), "isovec-state-"));

  constructor() {
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  write(path: string, content: string | Uint8Array): string {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    return file;
  }

  remove(): void {
    for (const folder of [this.root, this.state]) removeFolder(folder);
  }
}
