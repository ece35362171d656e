import { isDeepStrictEqual } from "node:util";
import { type PartialConfiguration, parseConfiguration } from "@isovec/core";
import type { Connection, InitializeParams } from "vscode-languageserver";
import { z } from "zod";
import type { Dispatcher } from "./dispatcher.ts";

const section = "isovec";

/** A client that is asked for its settings sends none. */
const didChangeConfigurationParams: z.ZodType<{ readonly settings?: unknown }> = z.looseObject({
  settings: z.unknown(),
});

export interface ClientSettingsOptions {
  readonly connection: Connection;
  readonly initialized: () => InitializeParams;
  /** The settings are other ones. */
  readonly onChanged: () => Promise<void>;
  readonly onRefused: (error: unknown) => Promise<void>;
}

/** What the client has configured, at its start and since then. It counts as the user's own but for keys that hold secrets. */
export class ClientSettings {
  private settings: PartialConfiguration = {};
  /** A warning about it stands in the status, and has to go. */
  private wasRefused = false;

  constructor(private readonly options: ClientSettingsOptions) {}

  /** Follows `workspace/didChangeConfiguration`. Settings that are refused leave the former ones in force. */
  follow(on: Dispatcher): void {
    on.follow("workspace/didChangeConfiguration", didChangeConfigurationParams, async ({ settings }) => {
      try {
        const given = sectionOf(settings) ?? (await this.ask());
        if (given === undefined) return;
        const parsed = parseConfiguration(given, `params.settings.${section}`, "editor");
        // Some clients send what they have at every occasion.
        if (isDeepStrictEqual(parsed, this.settings) && !this.wasRefused) return;
        this.settings = parsed;
        this.wasRefused = false;
      } catch (error) {
        this.wasRefused = true;
        await this.options.onRefused(error);
        return;
      }
      await this.options.onChanged();
    });
  }

  /** `initialize` as if it were sent now: what was set later wins over its options, key by key. */
  initialization(): InitializeParams {
    const params = this.options.initialized();
    const { initializationOptions } = params;
    if (Object.keys(this.settings).length === 0) return params;
    return { ...params, initializationOptions: { ...initializationOptions, ...this.settings } };
  }

  private async ask(): Promise<unknown> {
    const { connection, initialized } = this.options;
    if (initialized().capabilities.workspace?.configuration !== true) return undefined;
    return (await connection.workspace.getConfiguration(section)) ?? undefined;
  }
}

function sectionOf(settings: unknown): unknown {
  if (typeof settings !== "object" || settings === null) return undefined;
  return (settings as Readonly<Record<string, unknown>>)[section] ?? undefined;
}
