import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";

interface Report {
  readonly questions: number;
  readonly engines: readonly {
    readonly backend: string;
    readonly modes: readonly {
      readonly mode: string;
      readonly ndcg: number;
      readonly kinds: readonly { readonly kind: string; readonly questions: number; readonly ndcg: number }[];
    }[];
  }[];
}

describe("isovec eval", () => {
  let workspace: SampleWorkspace;
  beforeEach(() => {
    workspace = new SampleWorkspace();
    const git = (...parameters: string[]) =>
      execFileSync("git", ["-c", "user.name=t", "-c", "user.email=t@t", ...parameters], {
        cwd: workspace.root,
      });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "Everything there is at the beginning of it all, in one go");
    workspace.write(
      "src/geometry.py",
      readFileSync(join(workspace.root, "src/geometry.py"), "utf8").concat("\n\n"),
    );
    git("commit", "-qam", "feat(geometry): keep two blank lines at the end (#12)");
    workspace.write("src/geometry.py", readFileSync(join(workspace.root, "src/geometry.py"), "utf8").trim());
    git("commit", "-qam", "Take what is behind path: for a part of it");
    // In no commit: it has to make a name of hashPassword, and no question of its own.
    workspace.write(
      "src/account.ts",
      'import { hashPassword } from "./password.ts";\n\nhashPassword("a", "b");\n',
    );
  });
  afterEach(() => workspace.remove());

  it("asks what the code says of itself, of every engine in every mode, and leaves nothing behind", async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("isovec-eval-"));
    const page = join(workspace.state, "quality.html");
    const { status, stdout, stderr } = await runIsovec([
      "eval",
      workspace.root,
      "--backends",
      "onnx",
      "static",
      "--model",
      "all-MiniLM-L6-v2",
      "--json",
      "--html",
      page,
    ]);
    expect(stderr).not.toContain("isovec:");
    expect(status).toBe(0);
    const report = JSON.parse(stdout) as Report;
    // Three documented functions, two small commits of which no subject is a filter, and the one name that a second
    // file uses.
    expect(report.questions).toBe(6);
    expect(report.engines.map(({ backend }) => backend)).toEqual(["onnx", "static"]);
    for (const { modes } of report.engines) {
      expect(modes.map(({ mode }) => mode)).toEqual(["lexical", "semantic", "hybrid"]);
      expect(modes[2]?.kinds).toMatchObject([
        { kind: "documentation", questions: 3 },
        { kind: "commit", questions: 2 },
        { kind: "name", questions: 1 },
      ]);
      // The file that declares it, before the one that calls it.
      expect(modes[2]?.kinds[2]?.ndcg).toBe(1);
      expect(modes[2]?.ndcg).toBeGreaterThan(0.5);
    }
    const picture = readFileSync(page, "utf8");
    for (const text of ["nDCG@10", ">documentation</text>", ">commits</text>", ">names</text>"]) {
      expect(picture).toContain(text);
    }
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("isovec-eval-"))).toEqual(before);
    expect(existsSync(join(workspace.root, ".isovec"))).toBe(false);
  });

  it("prints a column for each kind of question", async () => {
    const { status, stdout } = await runIsovec(["eval", workspace.root, "--backends", "static"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/ms {3}documentation {2}commits {2}names\n/);
    expect(stdout).toMatch(/^ {2}hybrid(?: +\d+\.\d+){7}$/m);
  });

  it("says what to do where nothing can be asked", async () => {
    const empty = new SampleWorkspace();
    for (const path of ["src/password.ts", "src/retry.ts", "src/geometry.py"]) empty.write(path, "x = 1\n");
    const { status, stderr } = await runIsovec(["eval", empty.root]);
    expect(status).toBe(1);
    expect(stderr).toContain("says nothing that could be asked");
    expect(stderr).toContain("Name a repository with documented definitions");
    empty.remove();
  });
});
