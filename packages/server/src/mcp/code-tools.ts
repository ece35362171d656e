import { McpServer } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { CodeIndex } from "../index/code-index.ts";
import { readLines } from "../index/discover/read-lines.ts";
import { version } from "../version.ts";
import { numberedLines, renderHits } from "./render-code.ts";
import { answered, answeredOrRefused, coverage, inputSchema } from "./tool.ts";

const readOnly = { readOnlyHint: true, idempotentHint: true, openWorldHint: false };
const mostHits = 20;
const mostLines = 400;
const line = z.int().min(1);
const limit = z.int().min(1).max(mostHits).default(8).describe("How many places.");
const path = z.string().min(1).describe("As a search gave it: relative to the folder, forward slashes.");

const patterns = z.array(z.string().min(1)).max(64).optional();
const scope = {
  include: patterns.describe('Only files with one of these in their path, or by a pattern: "src/**/*.ts".'),
  exclude: patterns.describe("The same, for files to leave out."),
  languages: patterns.describe("Only files of these languages, by name or extension."),
};

const instructions = `Finds code in one folder by meaning and by words. Ask search_code a question in plain words or
with the names you know; read_code shows more of a file around a hit; find_similar_code shows what is written in the
same way elsewhere.`;

/** The tools of one folder's index, for an agent. Every answer is bounded, and nothing is changed. */
export function createCodeTools(opening: Promise<CodeIndex>): McpServer {
  const server = new McpServer({ name: "isovec", version }, { instructions });

  server.registerTool(
    "search_code",
    {
      title: "Search code",
      description: "Places in the folder's files that answer a question, the best first: path, lines, text.",
      inputSchema: inputSchema(
        z.object({
          query: z.string().min(1).max(2000).describe("A question in plain words, or names."),
          limit,
          mode: z
            .enum(["hybrid", "semantic", "lexical"])
            .default("hybrid")
            .describe("lexical for exact names, semantic for meaning alone."),
          ...scope,
        }),
      ),
      annotations: readOnly,
    },
    ({ limit: most, ...asked }, { mcpReq }) =>
      answeredOrRefused(async () => {
        const index = await opening;
        const hits = await index.search({ ...asked, limit: most, signal: mcpReq.signal });
        const found = hits.length === 0 ? `Nothing was found for "${asked.query}".` : renderHits(hits);
        return answered(coverage(index.status()) + found);
      }),
  );

  server.registerTool(
    "find_similar_code",
    {
      title: "Find similar code",
      description: "Places that are written like a range of lines. The number in brackets is the cosine.",
      inputSchema: inputSchema(z.object({ path, startLine: line, endLine: line, limit, ...scope })),
      annotations: readOnly,
    },
    ({ path: file, startLine, endLine, limit: most, ...within }, { mcpReq }) =>
      answeredOrRefused(async () => {
        const index = await opening;
        const { lines, first } = await readLines(index, file, startLine, Math.max(startLine, endLine));
        const from = { path: file, startLine: first, endLine: first + lines.length - 1 };
        const text = lines.join("\n");
        const hits = await index.similar({ text, from, limit: most, ...within, signal: mcpReq.signal });
        const found = hits.length === 0 ? "Nothing similar was found." : renderHits(hits);
        return answered(coverage(index.status()) + found);
      }),
  );

  server.registerTool(
    "read_code",
    {
      title: "Read code",
      description: `Lines of a file of the index as it is on disk, at most ${mostLines} at a time.`,
      inputSchema: inputSchema(z.object({ path, startLine: line.default(1), endLine: line.optional() })),
      annotations: readOnly,
    },
    ({ path: file, startLine, endLine }) =>
      answeredOrRefused(async () => {
        const last = Math.min(endLine ?? Number.POSITIVE_INFINITY, startLine + mostLines - 1);
        const { lines, first, ofFile } = await readLines(await opening, file, startLine, last);
        const shown = `${file}:${first}-${first + lines.length - 1} of ${ofFile} lines`;
        return answered(`${shown}\n${numberedLines(lines, first)}`);
      }),
  );

  server.registerTool(
    "index_status",
    {
      title: "Index status",
      description: "How much of the folder is indexed, and what could not be read.",
      inputSchema: inputSchema(z.object({})),
      annotations: readOnly,
    },
    () =>
      answeredOrRefused(async () => {
        const index = await opening;
        const { state, files, chunks, embedded, errors } = index.status();
        const failed = errors
          .slice(0, mostHits)
          .map(({ path: file, message }) => `\nLeft out ${file}: ${message}`);
        return answered(
          `${index.root}: ${state}, ${files} files, ${embedded} of ${chunks} chunks embedded.${failed.join("")}`,
        );
      }),
  );

  return server;
}
