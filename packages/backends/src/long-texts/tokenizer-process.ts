import {
  Gate,
  IsovecError,
  type LongTexts,
  type TokenizedText,
  type TokenizerSource,
  throwIfCancelled,
} from "@isovec/core";
import { EngineProcess } from "../engine-process/engine-process.ts";
import type { TokenizerReply, TokenizerRequest } from "./messages.ts";

type Session = EngineProcess<TokenizerRequest, TokenizerReply>;

/** A tokenizer takes memory; a process that nobody has asked for so long is ended. */
const idleMs = 20_000;
/** Of JavaScript's heap. The longest text that is let through takes half of it. */
const defaultMegabytes = 2_048;

export interface TokenizerProcessOptions {
  /** Default: the built program beside this file. */
  readonly program?: URL;
  /** Megabytes of memory for a text's tokens. */
  readonly megabytes?: number;
}

/** The model's tokenizer in a process that the first long text starts. Tokenizes one text at a time. */
export class TokenizerProcess implements LongTexts {
  readonly #source: TokenizerSource;
  readonly #program: URL;
  readonly #megabytes: number;
  readonly #turns: Gate = new Gate(1);
  #session: Session | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(
    { directory, maxTokens, tokenizer, vocabularySize }: TokenizerSource,
    { program, megabytes = defaultMegabytes }: TokenizerProcessOptions = {},
  ) {
    this.#source = { directory, maxTokens, tokenizer, vocabularySize };
    this.#program = program ?? new URL("./tokenizer-program.js", import.meta.url);
    this.#megabytes = megabytes;
  }

  async tokenize(text: string, prompt: string, signal?: AbortSignal): Promise<TokenizedText> {
    throwIfCancelled(signal);
    const stop = signal ?? new AbortController().signal;
    try {
      return await this.#turns.pass(() => this.#inTurn(text, prompt, stop), stop);
    } catch (error) {
      throwIfCancelled(signal);
      throw error;
    }
  }

  async dispose(): Promise<void> {
    clearTimeout(this.#idle);
    const session = this.#session;
    this.#session = undefined;
    session?.kill();
    await session?.stop();
  }

  /** Nothing interrupts a tokenizer at work but its end. */
  async #inTurn(text: string, prompt: string, signal: AbortSignal): Promise<TokenizedText> {
    clearTimeout(this.#idle);
    const end = (): void => this.#session?.kill();
    signal.addEventListener("abort", end, { once: true });
    try {
      const session = await this.#running();
      return await this.#asked(session, text, prompt);
    } finally {
      signal.removeEventListener("abort", end);
      this.#idle = setTimeout(() => void this.dispose(), idleMs).unref();
    }
  }

  async #asked(session: Session, text: string, prompt: string): Promise<TokenizedText> {
    try {
      return (await session.ask({ kind: "tokenize", text, prompt }, "tokenized")).tokenized;
    } catch (error) {
      if (session.isAlive || session !== this.#session) throw error;
      throw new IsovecError(
        "InputTooLong",
        `A text of ${text.length} characters ended the process that tokenized it; most likely its memory did not suffice.`,
        { remedy: "Send the text in parts.", cause: error },
      );
    }
  }

  async #running(): Promise<Session> {
    if (this.#session?.isAlive) return this.#session;
    const names = { engine: "tokenizer", library: "The tokenizer", packageName: "@isovec/backends" };
    const session: Session = new EngineProcess(this.#program, names, {
      NODE_OPTIONS: `--max-old-space-size=${this.#megabytes}`,
    });
    this.#session = session;
    await session.ask({ kind: "load", source: this.#source }, "loaded");
    return session;
  }
}
