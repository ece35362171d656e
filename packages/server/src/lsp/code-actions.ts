import type { SimilarParams } from "@isovec/core/protocol";
import type { CodeAction, Command, InitializeParams } from "vscode-languageserver";
import { z } from "zod";
import { commands } from "./commands.ts";
import type { Dispatcher } from "./dispatcher.ts";
import type { OpenDocuments } from "./documents/open-documents.ts";

/** A kind of its own: nothing is mended or rewritten. */
export const similarKind = "isovec.similar";

const title = "Find similar code";

const position = z.looseObject({ line: z.int().nonnegative(), character: z.int().nonnegative() });

const codeActionParams: z.ZodType<{
  readonly textDocument: { readonly uri: string };
  readonly range: SimilarParams["range"];
  readonly context: { readonly only?: readonly string[] | null | undefined };
}> = z.looseObject({
  textDocument: z.looseObject({ uri: z.string() }),
  range: z.looseObject({ start: position, end: position }),
  context: z.looseObject({ only: z.array(z.string()).nullish() }),
});

/** Kinds are hierarchies with dots: who asks for `a` is shown `a.b`. */
function includes(only: readonly string[]): boolean {
  return only.some((kind) => kind === "" || kind === similarKind || similarKind.startsWith(`${kind}.`));
}

/**
 * `textDocument/codeAction`: one action on the selected lines. Without a selection only who asks for the kind is shown
 * it, so that no light bulb burns on every line.
 */
export function answerCodeActions(
  on: Dispatcher,
  documents: OpenDocuments,
  initialized: () => InitializeParams,
): void {
  on.handle("textDocument/codeAction", codeActionParams, async ({ textDocument, range, context }) => {
    const { uri } = textDocument;
    const { start, end } = range;
    const isSelected = start.line !== end.line || start.character !== end.character;
    const isWanted = context.only ? includes(context.only) : isSelected;
    if (!isWanted || documents.lines(uri) === undefined) return [];
    const argument: SimilarParams = { textDocument: { uri }, range: { start, end } };
    const command: Command = { title, command: commands.similar, arguments: [argument] };
    const { codeAction } = initialized().capabilities.textDocument ?? {};
    if (codeAction?.codeActionLiteralSupport === undefined) return [command];
    const action: CodeAction = { title, kind: similarKind, command };
    return [action];
  });
}
