import { spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, it } from "vitest";
import { fixtures, repository } from "../repository.ts";
import type { CodeServer } from "./code-server.ts";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import { Workbench } from "./workbench.ts";

/** Set by scripts/editor-bench.mjs. */
const isWanted = process.env["ISOVEC_BENCH"] === "1";
const unlessWanted = isWanted ? unlessInstalled : " (skipped: scripts/editor-bench.mjs measures it)";

const filesWanted = 300;
const activationsWanted = 5;
/** How long the index is waited for. */
const patienceMs = 1_000 * Number(process.env["ISOVEC_BENCH_SECONDS"] ?? 480);
const timeout = patienceMs + 240_000;

/** What test/fixtures/editor-probe writes. */
interface Probe {
  readonly bytes?: number;
  readonly phase: string;
  readonly phases: Readonly<Record<string, Phase>>;
}

interface Phase {
  readonly longestMs: number;
  /** What all threads of the host have worked meanwhile. */
  readonly longestCpuMs: number;
  /** Those of more than 50 ms. */
  readonly stalls: number;
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

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** A window with the probe in its host. */
function probedWindow(
  bare: boolean,
  onOpen: (workbench: Workbench, codeServer: CodeServer) => void,
): { readonly enter: (phase: string) => void; readonly readPhases: () => Promise<Probe> } {
  const folder = mkdtempSync(join(tmpdir(), "isovec-probe-"));
  const file = join(folder, "probe.json");
  const profile = process.env["ISOVEC_PROBE_PROFILE"];
  inWindow("trusted", onOpen, {
    prepare: fill,
    bare,
    beside: join(fixtures, "editor-probe"),
    environment: {
      ISOVEC_PROBE: file,
      ...(profile !== undefined && { ISOVEC_PROBE_PROFILE: `${profile}.${bare ? "without" : "with"}` }),
    },
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const enter = (phase: string): void => writeFileSync(`${file}.phase`, phase);
  return {
    enter,
    readPhases: async () => {
      enter("idle");
      await pause(6_000);
      enter("weigh");
      await pause(2_000);
      return JSON.parse(readFileSync(file, "utf8")) as Probe;
    },
  };
}

function describePhases({ phases, bytes = 0 }: Probe): string[] {
  return [
    ...["starting", "indexing", "idle"].map((name) => {
      const { longestMs = 0, longestCpuMs = 0, stalls = 0 } = phases[name] ?? {};
      const longest = `longest stall ${longestMs.toFixed(0)} ms (the host worked ${longestCpuMs.toFixed(0)} ms of it)`;
      return `${name.padEnd(9)} ${longest}, ${stalls} of more than 50 ms`;
    }),
    `memory    ${(bytes / 1e6).toFixed(1)} MB`,
  ];
}

const results: string[] = [];
const tell = (heading: string, lines: readonly string[]): void => {
  results.push(heading, ...lines.map((line) => `  ${line}`));
};

describe.runIf(editorInstalled && isWanted)(`the extension's conduct in its host${unlessWanted}`, () => {
  afterAll(() => console.log(results.join("\n")));

  describe("with the extension", () => {
    let workbench: Workbench;
    let codeServer: CodeServer;
    const probed = probedWindow(false, (opened, server) => {
      workbench = opened;
      codeServer = server;
    });

    it("is measured from the first keystroke on", { timeout }, async () => {
      probed.enter("indexing");
      const pane = await workbench.openSearchView();
      const begun = performance.now();
      const since = (): string => `${((performance.now() - begun) / 1_000).toFixed(1)} s`;
      await pane.question.pressSequentially("last token");
      await pane.hits.first().waitFor();
      const lines = [
        `first result ${since()} after the first keystroke, by ${await pane.coverage.textContent()}`,
      ];
      await workbench.statusItem
        .and(workbench.readyStatusItem)
        .waitFor({ timeout: patienceMs })
        .then(
          () =>
            lines.push(`semantic tier complete ${since()} after the first keystroke, without any setting`),
          () => lines.push(`semantic tier not complete after ${since()}`),
        );
      lines.push(
        `then: ${await pane.coverage.textContent()}; ${await workbench.statusItem.getAttribute("aria-label")}`,
      );
      await pause(1_000);
      tell("With the extension", [...lines, ...describePhases(await probed.readPhases())]);
    });

    it("is activated in windows after it", { timeout }, async () => {
      const times: number[] = [];
      while (times.length < activationsWanted) {
        const window = await Workbench.open(codeServer.address, "trusted");
        await window.resize(1_280, 4_000);
        times.push(await window.activationMs("Isovec"));
        await window.close();
      }
      const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
      tell("Activation, as the editor measures it", [`median ${median} ms of ${times.join(", ")}`]);
    });
  });

  describe("without it, and the same index built beside the editor", () => {
    let codeServer: CodeServer;
    const probed = probedWindow(true, (_opened, server) => {
      codeServer = server;
    });

    it("is measured", { timeout }, async () => {
      probed.enter("indexing");
      const state = join(codeServer.workspace, "../state");
      const indexing = spawn(
        process.execPath,
        [codeServer.extension.server, "index", "--path", codeServer.workspace, "--state", state],
        { stdio: "ignore", timeout: patienceMs },
      );
      await once(indexing, "exit");
      tell(
        "Without the extension, the same index built beside the editor",
        describePhases(await probed.readPhases()),
      );
    });
  });
});
