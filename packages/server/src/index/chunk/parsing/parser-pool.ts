import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Chunk, ChunkSource, ExaminedFile, FileOnDisk } from "../chunker.ts";
import { ParserProcess } from "./parser-process.ts";
import type { ParseReply, ParseRequest } from "./parser-program.ts";

/** Twice what the program allows itself: it answers before, unless it hangs. */
const defaultLimitMs = 10_000;
/** Grammars take memory; parsers that nobody has asked for so long are ended. */
const idleMs = 20_000;
/** So many small files go to a parser in one message: waking a process takes longer than parsing one. */
const filesAtOnce = 4;
/** With a second one ahead a parser goes on while the server writes what was in the first. */
const messagesAhead = 2;
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

interface Job {
  readonly request: ParseRequest;
  readonly finish: (reply: ParseReply) => void;
  /** It was among files that a parser has ended over. */
  readonly isSuspect: boolean;
}

/** A parser's place, empty while none is needed. */
interface Seat {
  parser: ParserProcess | undefined;
}

/** Parser processes that are started when they are needed and ended when they are not. */
export class ParserPool {
  readonly #program: URL;
  readonly #limitMs: number;
  readonly #seats: readonly Seat[];
  /** Each seat as often as it can take another message. */
  readonly #free: Seat[];
  #waiting: Job[] = [];
  #idle: NodeJS.Timeout | undefined;
  #endsInARow = 0;

  constructor({ program, processes, limitMs = defaultLimitMs }: ParserPoolOptions = {}) {
    this.#limitMs = limitMs;
    this.#program = program ?? new URL("./parser-program.js", import.meta.url);
    const length = processes ?? Math.min(2, availableParallelism());
    this.#seats = Array.from({ length }, () => ({ parser: undefined }));
    this.#free = Array.from({ length: messagesAhead }, () => this.#seats).flat();
    if (!existsSync(fileURLToPath(this.#program))) this.#endsInARow = mostEnds;
  }

  /** Starts the processes: files are near. */
  prepare(): void {
    if (this.#endsInARow >= mostEnds) return;
    for (const seat of this.#seats) this.#parserOf(seat);
    this.#endWhenIdle();
  }

  /** @returns undefined when the file cannot be parsed; a crash or a hang of the parser is no more than that */
  parse(source: ChunkSource, maxTokens: number): Promise<Chunk[] | undefined> {
    return this.#ask({ source, maxTokens }) as Promise<Chunk[] | undefined>;
  }

  /**
   * Reads a file and parses it.
   * @returns undefined when that cannot be done here, whatever the reason: the caller reads it then, and learns why
   */
  examine(file: FileOnDisk, maxTokens: number): Promise<ExaminedFile | undefined> {
    return this.#ask({ file, maxTokens }) as Promise<ExaminedFile | undefined>;
  }

  /** Ends the parsers that have nothing to do. */
  close(): void {
    clearTimeout(this.#idle);
    for (const seat of this.#seats) {
      if (seat.parser?.isBusy === true) continue;
      seat.parser?.stop();
      seat.parser = undefined;
    }
  }

  #parserOf(seat: Seat): ParserProcess {
    if (seat.parser?.isAlive !== true) seat.parser = new ParserProcess(this.#program, this.#limitMs);
    return seat.parser;
  }

  /** Parses what is waiting, until nothing is. */
  async #work(seat: Seat): Promise<void> {
    clearTimeout(this.#idle);
    for (let jobs = this.#take(seat); jobs.length > 0; jobs = this.#take(seat)) {
      if (this.#endsInARow >= mostEnds) {
        for (const { finish } of jobs) finish(undefined);
        continue;
      }
      try {
        const parsed = await this.#parserOf(seat).parse(jobs.map(({ request }) => request));
        this.#endsInARow = 0;
        for (const [index, { finish }] of jobs.entries()) finish(parsed[index]);
      } catch {
        this.#isolate(jobs);
      }
    }
    this.#free.push(seat);
    this.#endWhenIdle();
  }

  #ask(request: ParseRequest): Promise<ParseReply> {
    return new Promise((finish) => {
      this.#waiting.push({ request, finish, isSuspect: false });
      const seat = this.#free.shift();
      if (seat !== undefined) void this.#work(seat);
    });
  }

  #endWhenIdle(): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.close(), idleMs).unref();
  }

  #take({ parser }: Seat): Job[] {
    const [first] = this.#waiting;
    if (first?.isSuspect === true) {
      // Behind other files it could be blamed for what they do; whoever waits for those takes it next.
      return parser?.isBusy === true ? [] : this.#waiting.splice(0, 1);
    }
    const suspect = this.#waiting.findIndex(({ isSuspect }) => isSuspect);
    return this.#waiting.splice(0, Math.min(filesAtOnce, suspect < 0 ? filesAtOnce : suspect));
  }

  /**
   * Of some files that a parser has ended over one is the cause: each is tried again alone. Those that it was to read as
   * well come again with their text, unless the reading itself was the cause.
   */
  #isolate(jobs: readonly Job[]): void {
    const sources = jobs.filter(({ request }) => "source" in request);
    for (const { request, finish } of jobs) if ("file" in request) finish(undefined);
    const [only] = sources;
    if (jobs.length === 1 && only !== undefined) {
      this.#endsInARow++;
      only.finish(undefined);
    } else this.#waiting = [...sources.map((job) => ({ ...job, isSuspect: true })), ...this.#waiting];
  }
}
