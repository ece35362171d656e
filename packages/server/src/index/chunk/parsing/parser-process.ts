import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ParseReply, ParseRequest } from "./parser-program.ts";

/** A process that parses some files at a time. It never keeps its parent alive while it is idle. */
export class ParserProcess {
  readonly #child: ChildProcess;
  #hasEnded = false;

  constructor(program: URL) {
    this.#child = fork(fileURLToPath(program), [], {
      serialization: "advanced",
      execArgv: [],
      // stdout carries protocol frames in the parent, and nothing else.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const end = () => {
      this.#hasEnded = true;
    };
    this.#child.once("exit", end).once("error", end);
    this.#holdParent(false);
  }

  get isAlive(): boolean {
    return !this.#hasEnded && this.#child.connected;
  }

  /**
   * @returns one a request; undefined when the file cannot be parsed
   * @throws when the process ends or takes longer than the limit, and then it is gone
   */
  parse(requests: readonly ParseRequest[], limitMs: number): Promise<ParseReply[]> {
    const child = this.#child;
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        child.off("message", onReply).off("exit", onEnd).off("error", onEnd);
        this.#holdParent(false);
        finish();
      };
      const onReply = (parsed: unknown) => settle(() => resolve(parsed as ParseReply[]));
      const onEnd = () => settle(() => reject(new Error("The parser ended.")));
      const timer = setTimeout(() => {
        this.stop();
        onEnd();
      }, limitMs);
      child.on("message", onReply).on("exit", onEnd).on("error", onEnd);
      this.#holdParent(true);
      child.send(requests, (error) => {
        if (error !== null) this.stop();
      });
    });
  }

  stop(): void {
    this.#hasEnded = true;
    this.#child.kill("SIGKILL");
  }

  #holdParent(hold: boolean): void {
    if (hold) {
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }
}
