import { type ChildProcess, fork } from "node:child_process";
import { peakMemory } from "@isovec/server";

/** What a contender's process does with a list of texts: vectors, row-major. */
export type Embed = (texts: readonly string[]) => Promise<Float32Array>;

interface Reply {
  readonly ms: number;
  readonly vectors: Float32Array;
}

/** Runs in the contender's own process: answers each list of texts with the time that it took. */
export async function serve(load: () => Promise<Embed>): Promise<void> {
  const embed = await load();
  process.on("message", async (texts: string[]) => {
    const start = performance.now();
    const vectors = await embed(texts);
    process.send?.({ ms: performance.now() - start, vectors } satisfies Reply);
  });
  process.send?.("ready");
}

/** One way of embedding, in a process of its own so that its memory can be told. */
export class Contender {
  private constructor(
    readonly name: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(name: string, program: URL, ...parameters: readonly string[]): Promise<Contender> {
    const child = fork(program, parameters, {
      serialization: "advanced",
      stdio: ["ignore", "ignore", "inherit", "ipc"],
    });
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`${name} ended with ${code} before it was ready`)));
    });
    return new Contender(name, child);
  }

  run(texts: readonly string[]): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`${this.name} ended with ${code}`));
      this.child.once("exit", onExit);
      this.child.once("message", (reply) => {
        this.child.off("exit", onExit);
        resolve(reply as Reply);
      });
      this.child.send([...texts]);
    });
  }

  /** Over the process and those it started, MB. */
  peakMemory(): number | undefined {
    return peakMemory(this.child.pid);
  }

  stop(): void {
    this.child.removeAllListeners();
    this.child.kill();
  }
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}
