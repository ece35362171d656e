import { config } from "@vscode/l10n";

let language = "en";

/**
 * From here on `t` of @vscode/l10n answers in the editor's language; before, and in unit tests, in English.
 *
 * @param tag BCP 47, as `env.language`
 * @param messages English messages and what they are in that language; undefined where there are none
 */
export function speak(tag: string, messages: Readonly<Record<string, string>> | undefined): void {
  config({ contents: messages ?? {} });
  language = messages === undefined ? "en" : tag;
}

/** With the language's own marks between thousands. */
export function grouped(number: number): string {
  return number.toLocaleString(language);
}
