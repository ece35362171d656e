import type { RefreshProgress } from "../index/code-index.ts";

/** Milliseconds between two plain lines where there is no terminal. */
const plainInterval = 5_000;

export function describeSeconds(seconds: number): string {
  if (seconds < 90) return `${Math.ceil(seconds)} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`;
}

/** One line: what is done, how fast, and how long the rest will take at this rate. */
export function describeProgress(progress: RefreshProgress, embeddingMs: number): string {
  const { phase, files, chunks, pending, embedded } = progress;
  if (phase === "scanning") return `Reading files: ${files} files, ${chunks} chunks`;
  const percent = pending === 0 ? 100 : Math.floor((100 * embedded) / pending);
  const line = `Embedding: ${embedded} of ${pending} chunks, ${percent} %`;
  if (embedded === 0 || embeddingMs === 0) return line;
  const rate = (1000 * embedded) / embeddingMs;
  const left = (pending - embedded) / rate;
  return `${line}, ${rate.toFixed(rate < 10 ? 1 : 0)} chunks/s, ${describeSeconds(left)} left`;
}

/** Shows progress on a terminal as one line that rewrites itself, elsewhere as a plain line now and then. */
export class ProgressReport {
  private embeddingSince: number | undefined;
  private lastPlainLine: number;
  private hasBegun = false;
  private onScreen = false;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.lastPlainLine = now();
  }

  update(progress: RefreshProgress): void {
    if (progress.phase === "embedding") this.embeddingSince ??= this.now();
    const elapsed = this.embeddingSince === undefined ? 0 : this.now() - this.embeddingSince;
    const line = describeProgress(progress, elapsed);
    if (this.stream.isTTY) this.rewrite(line);
    else if (this.isDue(progress)) {
      this.lastPlainLine = this.now();
      this.stream.write(`${line}\n`);
    }
  }

  /** The first word on texts to embed, then a line now and then. Where nothing takes long, nothing is said. */
  private isDue({ phase, pending }: RefreshProgress): boolean {
    const begins = !this.hasBegun && phase === "embedding" && pending > 0;
    this.hasBegun ||= begins;
    return begins || this.now() - this.lastPlainLine >= plainInterval;
  }

  /** One line on something that takes long, rewritten on a terminal and now and then elsewhere. */
  show(line: string): void {
    if (this.stream.isTTY) this.rewrite(line);
    else if (this.now() - this.lastPlainLine >= plainInterval) {
      this.lastPlainLine = this.now();
      this.stream.write(`${line}\n`);
    }
  }

  /** A line that stays. */
  note(message: string): void {
    this.end();
    this.stream.write(`${message}\n`);
  }

  /** Clears the line that rewrites itself. */
  end(): void {
    if (this.onScreen) this.stream.write("\r\x1b[K");
    this.onScreen = false;
  }

  private rewrite(line: string): void {
    // Some terminals do not say how wide they are.
    const width = this.stream.columns || 80;
    this.stream.write(`\r\x1b[K${line.slice(0, width - 1)}`);
    this.onScreen = true;
  }
}
