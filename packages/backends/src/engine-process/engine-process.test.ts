import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

/** Built by `npm run build`: plain processes cannot read TypeScript. */
const built = (name: string) => new URL(`../../dist/engine-process/${name}.js`, import.meta.url).href;

const engineProgram = `
import { answerRequests } from ${JSON.stringify(built("answer-requests"))};
answerRequests(async (request) => {
  // As a native library does in a long pass.
  if (request.kind === "compute") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, request.ms);
  return { kind: "done" };
});
`;

const ownerProgram = `
import { EngineProcess } from ${JSON.stringify(built("engine-process"))};
const names = { engine: "testing", library: "testing", packageName: "testing" };
const engine = new EngineProcess(new URL("./engine.mjs", import.meta.url), names);
await engine.ask({ kind: "greet" }, "done");
void engine.ask({ kind: "compute", ms: Number(process.argv[2]) }, "done");
process.stdout.write(String(engine.processId));
process.on("SIGTERM", () => process.exit(3));
`;

// Whether a process runs is read in /proc.
describe.skipIf(process.platform !== "linux")("an engine that computes when its owner ends", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-engine-"));
    writeFileSync(join(folder, "engine.mjs"), engineProgram);
    writeFileSync(join(folder, "owner.mjs"), ownerProgram);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const runs = (pid: number): boolean => {
    try {
      return readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.startsWith("Z") === false;
    } catch {
      return false;
    }
  };

  const startOwner = async (computeMs: number) => {
    const owner = spawn(process.execPath, [join(folder, "owner.mjs"), String(computeMs)], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [told] = (await once(owner.stdout, "data")) as [Buffer];
    return { owner, engine: Number(told.toString()) };
  };

  it("says nothing when nobody is left to answer", async () => {
    const { owner } = await startOwner(500);
    let said = "";
    owner.stderr.on("data", (chunk) => {
      said += chunk;
    });
    owner.kill("SIGKILL");
    // The engine holds the stream too: this is the end of both.
    await once(owner, "close");
    expect(said).toBe("");
  });

  it.each(["SIGKILL", "SIGTERM"] as const)("ends within 5 s of the owner's %s", async (signal) => {
    const { owner, engine } = await startOwner(60_000);
    expect(runs(engine)).toBe(true);
    owner.kill(signal);
    await once(owner, "exit");
    for (let waits = 0; runs(engine) && waits < 100; waits++) await setTimeout(50);
    expect(runs(engine)).toBe(false);
  });
});
