import { stepBack } from "@isovec/backends/step-back";
import { readSourceHere } from "../../discover/read-source.ts";
import type { Source } from "../../discover/source.ts";
import { keysOf } from "../chunk-keys.ts";
import type { Chunk, ChunkSource, ExaminedFile, FileOnDisk } from "../chunker.ts";
import { chunkByGrammar } from "./chunk-source.ts";

/** What the program is asked of each file; it answers several at once, in their order. */
export type ParseRequest = { readonly maxTokens: number } & (
  | { readonly source: ChunkSource }
  | { readonly file: FileOnDisk }
);

/** undefined when the file cannot be parsed. */
export type ParseReply = Chunk[] | ExaminedFile | undefined;

async function parsed(source: ChunkSource, maxTokens: number): Promise<Chunk[] | undefined> {
  const chunks = await chunkByGrammar(source, maxTokens);
  // Made here, where it holds up nothing.
  return chunks?.map((chunk) => ({ ...chunk, keys: keysOf(chunk) }));
}

/** Why a file cannot be read is for who reads it next to say. */
function read({ place, path }: FileOnDisk): Source | undefined {
  try {
    return readSourceHere(place, path);
  } catch {
    return undefined;
  }
}

async function examined(file: FileOnDisk, maxTokens: number): Promise<ExaminedFile | undefined> {
  const source = read(file);
  if (source === undefined) return undefined;
  const { path, language, known } = file;
  const { sha256, lines, skipped } = source;
  if (skipped !== undefined) return { sha256, skipped, chunks: [] };
  if (sha256 === known) return "same";
  const chunks = await parsed({ path, language, lines }, maxTokens);
  return chunks && { sha256, skipped, chunks };
}

async function answerAll(requests: readonly ParseRequest[]): Promise<ParseReply[]> {
  const replies: ParseReply[] = [];
  for (const request of requests) {
    const { maxTokens } = request;
    if ("source" in request) replies.push(await parsed(request.source, maxTokens));
    else replies.push(await examined(request.file, maxTokens));
  }
  return replies;
}

stepBack();

let answered: Promise<unknown> = Promise.resolve();
process.on("message", (requests: readonly ParseRequest[]) => {
  answered = answered
    .then(() => answerAll(requests))
    // A trap inside of WebAssembly leaves its memory in an unknown state.
    .catch(() => process.exit(1))
    .then((replies) => process.send?.(replies));
});
process.on("disconnect", () => process.exit());
