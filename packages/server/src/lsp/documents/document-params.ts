import type { TextDocumentContentChangeEvent } from "vscode-languageserver-textdocument";
import { z } from "zod";
import { fileUri } from "../lsp-params.ts";

/** What this server reads of LSP's document synchronisation. */

const position = z.looseObject({ line: z.int().nonnegative(), character: z.int().nonnegative() });

export const didOpenDocumentParams: z.ZodType<{
  readonly textDocument: { readonly uri: string; readonly languageId: string; readonly text: string };
}> = z.looseObject({
  textDocument: z.looseObject({ uri: fileUri, languageId: z.string(), text: z.string() }),
});

export const didChangeDocumentParams: z.ZodType<{
  readonly textDocument: { readonly uri: string };
  readonly contentChanges: readonly TextDocumentContentChangeEvent[];
}> = z.looseObject({
  textDocument: z.looseObject({ uri: z.string() }),
  contentChanges: z.array(
    z.union([
      z.looseObject({ range: z.looseObject({ start: position, end: position }), text: z.string() }),
      z.looseObject({ range: z.undefined().optional(), text: z.string() }),
    ]),
  ),
}) as unknown as z.ZodType<{
  readonly textDocument: { readonly uri: string };
  readonly contentChanges: readonly TextDocumentContentChangeEvent[];
}>;

export const didCloseDocumentParams: z.ZodType<{ readonly textDocument: { readonly uri: string } }> =
  z.looseObject({ textDocument: z.looseObject({ uri: z.string() }) });
