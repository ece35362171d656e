import type { Chunk } from "../../index/chunk/chunker.ts";
import { chunkByGrammar } from "../../index/chunk/parsing/chunk-source.ts";
import type { ParseRequest } from "../../index/chunk/parsing/parser-program.ts";

/** Parses where it is called: the worker has nothing to keep from waiting but itself. */
export class ParserPool {
  /** @returns undefined when the file cannot be parsed */
  parse({ source, maxTokens }: ParseRequest): Promise<Chunk[] | undefined> {
    return chunkByGrammar(source, maxTokens).catch(() => undefined);
  }

  close(): void {}
}
