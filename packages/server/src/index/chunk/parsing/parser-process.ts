import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { ParseReply, ParseRequest } from "./parser-program.ts";

interface Question {
  readonly resolve: (replies: ParseReply[]) => void;
  readonly reject: (error: Error) => void;
}

/** A process that parses some files at a time. It never keeps its parent alive while it is idle. */
export class ParserProcess {
  readonly #child: ChildProcess;
  readonly #limitMs: number;
  /** In the order in which they are answered. */
  readonly #asked: Question[] = [];
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;

  /** @param limitMs how long an answer may take from the one before it on */
  constructor(program: URL, limitMs: number) {
    this.#limitMs = limitMs;
    this.#child = fork(fileURLToPath(program), [], {
      serialization: "advanced",
      execArgv: [],
      // stdout carries protocol frames in the parent, and nothing else.
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    const end = () => this.#end();
    this.#child.once("exit", end).on("error", end);
    this.#child.on("message", (replies: unknown) => {
      this.#asked.shift()?.resolve(replies as ParseReply[]);
      this.#watch();
    });
    this.#watch();
  }

  get isAlive(): boolean {
    return !this.#hasEnded && this.#child.connected;
  }

  /** Whether it has files to parse. */
  get isBusy(): boolean {
    return this.#asked.length > 0;
  }

  /**
   * Asks for files to be parsed, after those that it has already been asked for.
   * @returns one a request; undefined when the file cannot be parsed
   * @throws when the process ends or takes longer than the limit, and then it is gone
   */
  parse(requests: readonly ParseRequest[]): Promise<ParseReply[]> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject });
      if (this.#asked.length === 1) this.#watch();
      this.#child.send(requests, (error) => {
        if (error !== null) this.stop();
      });
    });
  }

  stop(): void {
    this.#child.kill("SIGKILL");
    this.#end();
  }

  #end(): void {
    this.#hasEnded = true;
    for (const { reject } of this.#asked.splice(0)) reject(new Error("The parser ended."));
    this.#watch();
  }

  /** Waits for the next answer, and for no more than that. */
  #watch(): void {
    clearTimeout(this.#timer);
    if (this.isBusy) {
      this.#timer = setTimeout(() => this.stop(), this.#limitMs);
      this.#child.ref();
      this.#child.channel?.ref();
    } else {
      this.#child.unref();
      this.#child.channel?.unref();
    }
  }
}
