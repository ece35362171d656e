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

/**
 * With the language's own marks between thousands. `Intl` would take 10 to 25 ms at its first use, in which the host
 * serves nobody.
 *
 * @param count a whole number, not negative
 */
export function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, language === "de" ? "." : ",");
}
