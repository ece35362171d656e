import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of files with a state folder beside it, made for one test. */
export class Workspace implements Disposable {
  readonly #home: string = realpathSync(mkdtempSync(join(tmpdir(), "isovec-index-")));
  readonly root: string = join(this.#home, "workspace");
  readonly state: string = join(this.#home, "state");

  constructor(files: Readonly<Record<string, string | Uint8Array>> = {}) {
    mkdirSync(this.root);
    for (const [path, content] of Object.entries(files)) this.write(path, content);
  }

  /** @param ageSeconds how long ago the file is said to have changed */
  write(path: string, content: string | Uint8Array, ageSeconds = 60): void {
    const file = join(this.root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
    const time = Date.now() / 1000 - ageSeconds;
    utimesSync(file, time, time);
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  git(...args: string[]): void {
    const identity = [
      "-c",
      "user.name=Test",
      "-c",
      "user.email=test@example.com",
      "-c",
      "commit.gpgsign=false",
    ];
    execFileSync("git", [...identity, "-C", this.root, ...args], { stdio: "pipe" });
  }

  [Symbol.dispose](): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}
