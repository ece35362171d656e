import type { DidSaveTextDocumentParams, InitializeParams } from "vscode-languageserver";
import { z } from "zod";
import { namesPlace } from "./documents/file-place.ts";

/** What this server reads of LSP's own messages. Other keys are the client's business. */

export const fileUri: z.ZodType<string> = z
  .string()
  .refine(namesPlace, { error: "a file URI that names no path of this machine" });
const folder = z.looseObject({ uri: fileUri, name: z.string() });

export const initializeParams: z.ZodType<InitializeParams> = z.looseObject({
  processId: z
    .int()
    .nullish()
    .transform((id) => id ?? null),
  rootUri: fileUri.nullish().transform((root) => root ?? null),
  capabilities: z.looseObject({
    workspace: z.looseObject({}).optional(),
    window: z.looseObject({}).optional(),
  }),
  workspaceFolders: z
    .array(folder)
    .nullish()
    .transform((folders) => folders ?? null),
}) as unknown as z.ZodType<InitializeParams>;

export const didSaveParams: z.ZodType<Pick<DidSaveTextDocumentParams, "textDocument">> = z.looseObject({
  textDocument: z.looseObject({ uri: z.string() }),
});

export const didChangeWatchedFilesParams: z.ZodType<{
  readonly changes: readonly { readonly uri: string }[];
}> = z.looseObject({ changes: z.array(z.looseObject({ uri: z.string() })) });

export const didChangeFoldersParams: z.ZodType<{
  readonly event: {
    readonly added: readonly { readonly uri: string }[];
    readonly removed: readonly { readonly uri: string }[];
  };
}> = z.looseObject({ event: z.looseObject({ added: z.array(folder), removed: z.array(folder) }) });

export const workspaceSymbolParams: z.ZodType<{ readonly query: string }> = z.looseObject({
  query: z.string(),
});
