import type { Chunk, ChunkSource } from "../../index/chunk/chunker.ts";
import { chunkByGrammar } from "../../index/chunk/parsing/chunk-source.ts";

/** Failures in a row after which parsing is given up: then it is not the file. */
const mostFailures = 4;

let tell: (sentence: string) => void = () => undefined;

/** Whom to tell that files are cut by lines where they should have been parsed. */
export function onParserFailure(listener: (sentence: string) => void): void {
  tell = listener;
}

/** Parses where it is called: the worker has nothing to keep from waiting but itself. */
export class ParserPool {
  #failuresInARow = 0;

  prepare(): void {}

  /** @returns undefined when the file cannot be parsed */
  async parse(source: ChunkSource, maxTokens: number): Promise<Chunk[] | undefined> {
    if (this.#failuresInARow >= mostFailures) return undefined;
    try {
      const chunks = await chunkByGrammar(source, maxTokens);
      this.#failuresInARow = 0;
      return chunks;
    } catch (error) {
      this.#failuresInARow++;
      tell(`${source.path} is cut by lines, since its parser failed: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** No file here is on a disk. */
  async examine(): Promise<undefined> {}

  close(): void {}
}
