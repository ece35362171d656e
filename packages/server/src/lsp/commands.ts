import {
  type BackendSelectParams,
  backendSelectParams,
  type SearchParams,
  type SimilarParams,
  searchParams,
  similarParams,
} from "@isovec/core/protocol";
import type { InitializeParams } from "vscode-languageserver";
import { z } from "zod";
import type { Dispatcher } from "./dispatcher.ts";
import { validated } from "./wire-error.ts";

/** What `workspace/executeCommand` runs: methods of the protocol, for clients that have no other way to send them. */
export const commands = {
  search: "isovec.search",
  similar: "isovec.similar",
  reindex: "isovec.reindex",
  selectBackend: "isovec.selectBackend",
} as const;

const executeCommandParams: z.ZodType<{ readonly command: string }> = z.looseObject({
  command: z.enum(Object.values(commands)),
});

/** The one argument of a command is the params of the method that it stands for. */
function withArgument<T>(argument: z.ZodType<T>): z.ZodType<{ readonly arguments: readonly [T] }> {
  return z.looseObject({ arguments: z.tuple([argument]) });
}

const searchArguments = withArgument(searchParams);
const similarArguments = withArgument(similarParams);
const selectArguments = withArgument(backendSelectParams);
const noArguments: z.ZodType<unknown> = z.looseObject({
  arguments: z.array(z.unknown()).max(0).nullish(),
});

export interface CommandAnswers {
  readonly search: (params: SearchParams, signal: AbortSignal) => Promise<unknown>;
  readonly similar: (params: SimilarParams, signal: AbortSignal) => Promise<unknown>;
  readonly reindex: () => Promise<unknown>;
  readonly selectBackend: (params: BackendSelectParams) => Promise<unknown>;
}

/** `workspace/executeCommand`; the result is that of the method. */
export function answerCommands(on: Dispatcher, answers: CommandAnswers): void {
  on.handle("workspace/executeCommand", executeCommandParams, (params, signal) => {
    switch (params.command) {
      case commands.search:
        return answers.search(validated(searchArguments, params).arguments[0], signal);
      case commands.similar:
        return answers.similar(validated(similarArguments, params).arguments[0], signal);
      case commands.selectBackend:
        return answers.selectBackend(validated(selectArguments, params).arguments[0]);
      default:
        validated(noArguments, params);
        return answers.reindex();
    }
  });
}

/**
 * VS Code and its relatives register every command that a server announces under its name, where our extension has its
 * own.
 */
const registering = /^(?:visual studio code|vscod|code\b|cursor|windsurf|theia)/i;

export function runsCommands({ clientInfo }: InitializeParams): boolean {
  return clientInfo === undefined || !registering.test(clientInfo.name);
}
