// Finding the files of a tree of 100,000, with git and without it, beside what git and find take for the same tree in
// the same rounds, and the memory that it takes.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { discoverFiles } from "@isovec/server";

const filesWanted = Number(process.env["ISOVEC_BENCH_FILES"] ?? 100_000);
const rounds = 5;
const filesPerFolder = 100;

function fill(root: string): void {
  for (let folder = 0; folder * filesPerFolder < filesWanted; folder++) {
    const place = join(root, `package-${folder % 40}`, `part-${folder}`);
    mkdirSync(place, { recursive: true });
    for (let file = 0; file < filesPerFolder; file++) {
      writeFileSync(join(place, `file-${file}.ts`), `export const value${file} = ${folder};\n`);
    }
    if (folder % 10 === 0) writeFileSync(join(place, ".gitignore"), "*.log\n/generated/\n");
  }
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function timed(work: () => unknown): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** The longest time for which nothing else got its turn. */
async function holdUp(work: () => Promise<unknown>): Promise<number> {
  let longest = 0;
  let last = performance.now();
  const timer = setInterval(() => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  }, 1);
  await work();
  clearInterval(timer);
  return longest;
}

const root = mkdtempSync(join(tmpdir(), "isovec-discovery-"));
try {
  fill(root);
  const list = ["-C", root, "ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const git = () => execFileSync("git", list, { maxBuffer: 1 << 28 });
  const find = () => spawnSync("find", [root, "-type", "f", "-printf", "%s"], { maxBuffer: 1 << 28 });
  const results: unknown[] = [];
  for (const kind of ["without git", "with git"] as const) {
    if (kind === "with git") {
      execFileSync("git", ["-C", root, "init", "-q"]);
      execFileSync("git", ["-C", root, "add", "-A"]);
    }
    const [ours, theirs]: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round++) {
      theirs.push(await timed(kind === "with git" ? git : find));
      ours.push(await timed(() => discoverFiles(root)));
    }
    const held = await holdUp(() => discoverFiles(root));
    const before = process.memoryUsage().rss;
    const { files } = await discoverFiles(root);
    const grown = Math.max(0, process.memoryUsage().rss - before) / 1e6;
    const [own, other] = [median(ours), median(theirs)];
    const peer = kind === "with git" ? "git ls-files" : "find";
    console.log(
      `${kind}: ${files.length} files in ${own.toFixed(0)} ms, ${(own / other).toFixed(1)} x of ${peer} (${other.toFixed(0)} ms); event loop held up ${held.toFixed(0)} ms at most; ${(process.memoryUsage().rss / 1e6).toFixed(0)} MB resident, ${grown.toFixed(0)} MB more than before the last run`,
    );
    results.push({ kind, files: files.length, own, other, held, grown });
  }
  console.log(JSON.stringify(results));
} finally {
  rmSync(root, { recursive: true, force: true });
}
