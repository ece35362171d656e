import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Chunk } from "../chunker.ts";
import { ParserProcess } from "./parser-process.ts";
import type { ParseRequest } from "./parser-program.ts";

/** Twice what the program allows itself: it answers before, unless it hangs. */
const defaultLimitMs = 10_000;
/** Grammars take memory; parsers that nobody has asked for so long are ended. */
const idleMs = 20_000;
/** Ends in a row after which parsing is given up: then it is not the file. */
const mostEnds = 4;

export interface ParserPoolOptions {
  /** Default: the built program beside this file. */
  readonly program?: URL;
  /** Default: two where there are cores for it. */
  readonly processes?: number;
  /** How long a file may take until it counts as one that cannot be parsed. */
  readonly limitMs?: number;
}

/** Parser processes that are started when they are needed and ended when they are not. */
export class ParserPool {
  readonly #program: URL;
  readonly #limitMs: number;
  readonly #free: (ParserProcess | undefined)[];
  readonly #waiting: ((parser: ParserProcess | undefined) => void)[] = [];
  #idle: NodeJS.Timeout | undefined;
  #endsInARow = 0;

  constructor({ program, processes, limitMs = defaultLimitMs }: ParserPoolOptions = {}) {
    this.#limitMs = limitMs;
    this.#program = program ?? new URL("./parser-program.js", import.meta.url);
    this.#free = Array.from({ length: processes ?? Math.min(2, availableParallelism()) }, () => undefined);
    if (!existsSync(fileURLToPath(this.#program))) this.#endsInARow = mostEnds;
  }

  /** @returns undefined when the file cannot be parsed; a crash or a hang of the parser is no more than that */
  async parse(request: ParseRequest): Promise<Chunk[] | undefined> {
    if (this.#endsInARow >= mostEnds) return undefined;
    clearTimeout(this.#idle);
    let parser = await this.#take();
    try {
      parser = parser?.isAlive ? parser : new ParserProcess(this.#program);
      const chunks = await parser.parse(request, this.#limitMs);
      this.#endsInARow = 0;
      return chunks;
    } catch {
      this.#endsInARow++;
      parser?.stop();
      return undefined;
    } finally {
      this.#give(parser);
    }
  }

  close(): void {
    clearTimeout(this.#idle);
    for (const parser of this.#free.splice(0, this.#free.length, ...this.#free.map(() => undefined))) {
      parser?.stop();
    }
  }

  async #take(): Promise<ParserProcess | undefined> {
    if (this.#free.length > 0) return this.#free.pop();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #give(parser: ParserProcess | undefined): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next(parser);
      return;
    }
    this.#free.push(parser);
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), idleMs).unref();
  }
}
