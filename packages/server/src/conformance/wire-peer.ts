import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { fail, quoted } from "./check.ts";
import { frameOf, notificationFrame, requestFrame } from "./frame.ts";
import { MessageScanner } from "./message-scanner.ts";
import { Rendezvous, standardStreamsOf, type Transport, type WireStreams } from "./wire-streams.ts";

export interface WirePeerOptions {
  /** Run by the system's shell. */
  readonly command: string;
  /** What an answer may take. */
  readonly answerMs: number;
  /** Default: `stdio`. */
  readonly transport?: Transport;
}

export interface WireError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly data?: unknown;
}

export interface WireMessage {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: WireError;
}

/** A program under test. Nothing that it does is mended here. */
export class WirePeer {
  /** Every answer, in the order in which they came. */
  readonly answers: WireMessage[] = [];
  private readonly scanner: MessageScanner;
  private readonly waiting: Set<() => void> = new Set();
  private nextId = 1;
  private closed = false;
  private exitCode: number | null | undefined;
  private complaint = "";

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly streams: WireStreams,
    private readonly answerMs: number,
  ) {
    const { toProgram, fromProgram } = streams;
    this.scanner = new MessageScanner((message) => this.receive(message as WireMessage | null));
    toProgram.on("error", () => undefined);
    fromProgram.on("data", (chunk: Buffer) => {
      this.scanner.push(chunk);
      this.wake();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.complaint = (this.complaint + text).slice(-2048);
    });
    child.once("error", () => this.end(null));
    child.once("exit", (code) => this.end(code));
    child.once("close", () => {
      if (fromProgram.readableEnded) this.close();
      else fromProgram.once("end", () => this.close());
    });
  }

  /** Starts the program. */
  static async start({ command, answerMs, transport = "stdio" }: WirePeerOptions): Promise<WirePeer> {
    const rendezvous = transport === "stdio" ? undefined : await Rendezvous.listen(transport);
    const line = rendezvous === undefined ? command : `${command} "${rendezvous.argument}"`;
    // A process group of its own, so that what the shell started ends with it.
    const detached = process.platform !== "win32";
    const child = spawn(line, { shell: true, detached, windowsHide: true, stdio: "pipe" });
    if (rendezvous === undefined) return new WirePeer(child, standardStreamsOf(child), answerMs);
    child.stdout.resume();
    child.once("close", () => rendezvous.close());
    return new WirePeer(child, rendezvous, answerMs);
  }

  /** What the program wrote that is no message, or nothing. */
  get stray(): string | undefined {
    return this.scanner.stray;
  }

  get hasEnded(): boolean {
    return this.exitCode !== undefined;
  }

  unusedId(): number {
    return this.nextId++;
  }

  /** Resolves when the bytes have been handed over, or the program does not take them any more. */
  write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve) => {
      this.streams.toProgram.write(bytes, () => resolve());
    });
  }

  notify(method: string, params?: unknown): void {
    void this.write(notificationFrame(method, params));
  }

  /** @throws CheckFailed when no answer comes */
  async request(method: string, params?: unknown, limitMs?: number): Promise<WireMessage> {
    const id = this.unusedId();
    void this.write(requestFrame(id, method, params));
    return this.answerTo(id, method, limitMs);
  }

  answersTo(id: unknown): readonly WireMessage[] {
    return this.answers.filter((answer) => answer.id === id);
  }

  /** The answer under an id; of several the one that came first after `skipped` others. */
  answerTo(id: unknown, what: string, limitMs?: number, skipped = 0): Promise<WireMessage> {
    return this.until(`an answer to ${what}`, () => this.answersTo(id)[skipped], limitMs);
  }

  /** @returns the exit code */
  async ended(after: string): Promise<number | null> {
    const ended = await this.until(
      `its end after ${after}`,
      () => (this.exitCode === undefined ? undefined : { code: this.exitCode }),
      undefined,
    );
    return ended.code;
  }

  closeInput(): void {
    this.streams.toProgram.end();
  }

  /** Ends the program and what it started, at once. */
  async stop(): Promise<void> {
    const { pid } = this.child;
    if (pid === undefined) return;
    try {
      if (process.platform === "win32") this.child.kill("SIGKILL");
      else process.kill(-pid, "SIGKILL");
    } catch {
      // Gone already.
    }
    if (!this.hasEnded) await once(this.child, "exit");
    this.streams.fromProgram.destroy();
    this.child.stdout.destroy();
    this.child.stderr.destroy();
  }

  /** Waits for what `find` finds. @throws CheckFailed when the time is over, or the program ends before */
  async until<T>(what: string, find: () => T | undefined, limitMs: number = this.answerMs): Promise<T> {
    let late = false;
    let wake: () => void = () => undefined;
    const timer = setTimeout(() => {
      late = true;
      wake();
    }, limitMs);
    try {
      for (;;) {
        const found = find();
        if (found !== undefined) return found;
        if (this.closed) fail(`it ended with exit code ${this.exitCode} before ${what}${this.lastWords()}`);
        if (late) fail(`there was no sign of ${what} within ${limitMs / 1000} s${this.strayWords()}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
          this.waiting.add(resolve);
        });
        this.waiting.delete(wake);
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private lastWords(): string {
    const line = this.complaint.trim().split("\n").at(-1);
    return line === undefined || line === "" ? "" : `; its last words: ${quoted(line)}`;
  }

  private strayWords(): string {
    return this.stray === undefined ? "" : `; it wrote what is no message: ${this.stray}`;
  }

  private receive(message: WireMessage | null): void {
    if (typeof message?.method !== "string") this.answers.push(message ?? {});
    // A client takes part: progress may be created, capabilities registered.
    else if (message.id !== undefined) {
      void this.write(frameOf({ jsonrpc: "2.0", id: message.id, result: null }));
    }
  }

  private close(): void {
    this.scanner.end();
    this.closed = true;
    this.wake();
  }

  private end(code: number | null): void {
    this.exitCode ??= code;
    this.wake();
  }

  private wake(): void {
    for (const resolve of this.waiting) resolve();
  }
}
