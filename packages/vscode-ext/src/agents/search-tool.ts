import { methods, type SearchParams, type SearchResult } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import { type CancellationToken, Disposable, Uri, workspace } from "vscode";
import { ask } from "../api/extension-api.ts";
import type { ServerConnection } from "../server-connection.ts";
import { type ToolInvocation, toolEditor } from "./agent-editor.ts";
import { renderHits } from "./render-hits.ts";

/** As the manifest declares it. */
const name = "isovec_search_code";
const mostHits = 20;

/** The manifest's `inputSchema`; a model may hold itself to it or not. */
interface Question {
  readonly query: string;
  readonly limit?: number;
}

/** Lets the editor's chat search. The texts are for language models, which read English best. */
export function registerSearchTool(connection: ServerConnection): Disposable {
  const editor = toolEditor();
  if (editor === undefined) return Disposable.from();
  const { LanguageModelTextPart, LanguageModelToolResult } = editor;
  return editor.lm.registerTool<Question>(name, {
    prepareInvocation: ({ input }) => ({
      invocationMessage: t("Isovec: searching for “{0}”", String(input.query)),
    }),
    invoke: async (invocation, token) =>
      new LanguageModelToolResult([new LanguageModelTextPart(await answer(connection, invocation, token))]),
  });
}

async function answer(
  connection: ServerConnection,
  { input, tokenizationOptions }: ToolInvocation<Question>,
  token: CancellationToken,
): Promise<string> {
  const { query, limit = 8 } = input;
  if (typeof query !== "string" || query.trim() === "") throw new Error("`query` must be a text.");
  const params: SearchParams = { query, limit: Math.min(Math.max(Math.trunc(limit) || 1, 1), mostHits) };
  const { hits, degraded } = await ask<SearchResult>(connection, methods.search, params, token);
  const notes = [coverage(connection), degraded && `Found by words only: ${degraded}`].filter(Boolean);
  const texts = renderHits(hits, (uri) => workspace.asRelativePath(Uri.parse(uri, true)));
  if (texts.length === 0) return [...notes, `Nothing was found for "${query}".`].join("\n\n");
  for (let shown = texts.length; shown > 0; shown -= 1) {
    const text = [...notes, ...texts.slice(0, shown)].join("\n\n");
    if (tokenizationOptions === undefined) return text;
    if ((await tokenizationOptions.countTokens(text, token)) <= tokenizationOptions.tokenBudget) return text;
  }
  return "Places were found, and none of them fits into the tokens that are left.";
}

function coverage({ view: { index } }: ServerConnection): string | undefined {
  if (index === undefined || index.pending === 0) return undefined;
  return `The index is not complete: ${index.embedded} of ${index.chunks} chunks are embedded.`;
}
