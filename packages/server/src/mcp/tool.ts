import { IsovecError } from "@isovec/core";
import type { IndexStatus } from "@isovec/core/protocol";
import type { CallToolResult, StandardSchemaWithJSON } from "@modelcontextprotocol/server";
import type { z } from "zod";

/** Characters of one answer: an agent's context is dear, and what is cut off can be asked for. */
const longestAnswer = 24_000;

function bounded(text: string): string {
  if (text.length <= longestAnswer) return text;
  const cut = text.lastIndexOf("\n", longestAnswer);
  return `${text.slice(0, cut)}\n… cut after ${cut} of ${text.length} characters: ask for less, or for a narrower range.`;
}

/**
 * What a tool takes, as its list tells it: without the name of a dialect. VS Code holds the schemas of tools to draft 7
 * and offers none that names a later one (seen in 1.103).
 */
export function inputSchema<Input>(schema: z.ZodType<Input>): StandardSchemaWithJSON<Input, Input> {
  const standard = schema["~standard"] as StandardSchemaWithJSON<Input, Input>["~standard"];
  const { jsonSchema } = standard;
  const input: typeof jsonSchema.input = (options) => {
    const { $schema: _dialect, ...rest } = jsonSchema.input(options);
    return rest;
  };
  return { "~standard": { ...standard, jsonSchema: { ...jsonSchema, input } } };
}

export function answered(text: string): CallToolResult {
  return { content: [{ type: "text", text: bounded(text) }] };
}

/** What the caller can mend is told as the tool's own answer, as MCP asks for; a defect of ours is not. */
export async function answeredOrRefused(answer: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await answer();
  } catch (error) {
    if (!IsovecError.is(error)) throw error;
    const text = [error.message, error.remedy].filter(Boolean).join(" ");
    return { content: [{ type: "text", text }], isError: true };
  }
}

/** One sentence on what an answer stands on while the index is not complete. */
export function coverage({ state, pending, chunks, embedded, etaMs }: IndexStatus): string {
  if (state === "scanning" && chunks === 0) return "The index is being built; nothing can be found yet.\n\n";
  if (pending === 0) return "";
  const percent = Math.floor((100 * embedded) / Math.max(1, chunks));
  const left = etaMs === undefined ? "" : `, about ${Math.ceil(etaMs / 1000)} s left`;
  return `The index is being built: words are searched everywhere, meaning in ${percent} % of the code${left}.\n\n`;
}
