import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { fixtures, repository } from "../repository.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import type { Workbench } from "./workbench.ts";

/** Set by scripts/editor-bench.mjs. */
const isWanted = process.env["ISOVEC_BENCH"] === "1";
const unlessWanted = isWanted ? unlessInstalled : " (skipped: scripts/editor-bench.mjs measures it)";

const filesWanted = 300;
/** How long the index is waited for. */
const patienceMs = 1_000 * Number(process.env["ISOVEC_BENCH_SECONDS"] ?? 480);

/** What test/fixtures/editor-probe writes. */
interface Probe {
  readonly wasActive: boolean;
  readonly activationMs: number;
  readonly activationCpuMs: number;
  readonly addedBytes: number;
  readonly later?: number;
  readonly phase: string;
  readonly phases: Readonly<Record<string, { readonly longestMs: number; readonly p99Ms: number }>>;
}

/** Real sources beside the sample until there are three hundred files. */
function fill(workspace: string): void {
  let files = readdirSync(workspace, { recursive: true, encoding: "utf8" }).filter((path) =>
    path.endsWith(".ts"),
  ).length;
  for (const room of ["backends", "server", "core"]) {
    const source = join(repository, "packages", room, "src");
    for (const path of readdirSync(source, { recursive: true, encoding: "utf8" }).sort()) {
      if (!/(?<!\.test)\.ts$/.test(path)) continue;
      const target = join(workspace, room, path);
      mkdirSync(dirname(target), { recursive: true });
      cpSync(join(source, path), target);
      files += 1;
      if (files === filesWanted) return;
    }
  }
}

describe.runIf(editorInstalled && isWanted)(`the extension's conduct in its host${unlessWanted}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "isovec-probe-"));
  const file = join(folder, "probe.json");
  const probe = (): Probe => JSON.parse(readFileSync(file, "utf8")) as Probe;
  const enter = (phase: string): void => writeFileSync(`${file}.phase`, phase);
  const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  let workbench: Workbench;
  inWindow(
    "trusted",
    (opened) => {
      workbench = opened;
    },
    {
      prepare: fill,
      beside: join(fixtures, "editor-probe"),
      environment: { ISOVEC_PROBE: file },
    },
  );
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("is measured from the first keystroke on", { timeout: patienceMs + 120_000 }, async () => {
    enter("indexing");
    const pane = await workbench.openSearchView();
    const begun = performance.now();
    const since = (): number => Math.round(performance.now() - begun);
    await pane.question.pressSequentially("last token");
    await pane.hits.first().waitFor();
    const firstResultMs = since();
    const firstCoverage = await pane.coverage.textContent();
    let label = "";
    while (since() < patienceMs) {
      label = (await workbench.statusItem.getAttribute("aria-label")) ?? "";
      if (label.startsWith("Isovec: ready")) break;
      await pause(250);
    }
    const settledMs = since();
    await pause(1_000);
    enter("idle");
    await pause(6_000);
    enter("weigh");
    await pause(2_000);
    console.log(JSON.stringify({ firstResultMs, firstCoverage, settledMs, label, ...probe() }));
  });
});
