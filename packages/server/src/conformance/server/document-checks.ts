import { pathToFileURL } from "node:url";
import type { SearchHit, SearchResult } from "@isovec/core/protocol";
import { fail, quoted } from "../check.ts";
import { needs } from "./needs.ts";
import type { ServerCheck, ServerSubject } from "./server-subject.ts";

/** Words that no folder has. */
const [first, second] = ["quixotarium", "zephyrolith"];
const textOf = (word: string): string => `# The ${word}\n\nHere the ${word} is described.\n`;

/** Opens a document of a file that is not there, runs the check, and closes it. */
async function opened(
  subject: ServerSubject,
  work: (uri: string, notify: (method: string, params: object) => void) => Promise<void>,
): Promise<void> {
  await needs(subject, "search/query");
  const uri = pathToFileURL(`${subject.options.workspace}/isovec-conformance-unsaved.md`).href;
  const peer = await subject.session();
  const notify = (method: string, params: object): void => peer.notify(`textDocument/${method}`, params);
  notify("didOpen", { textDocument: { uri, languageId: "markdown", version: 1, text: textOf(first) } });
  try {
    await work(uri, notify);
  } finally {
    notify("didClose", { textDocument: { uri } });
  }
}

/** What a search for a word finds in a document. */
async function foundIn(subject: ServerSubject, uri: string, word: string): Promise<SearchHit | undefined> {
  const params = { query: `the ${word} is described`, limit: 20 };
  const { hits } = await subject.result<SearchResult>("search/query", params);
  return hits.find((hit) => hit.uri === uri);
}

export const documentChecks: readonly ServerCheck[] = [
  {
    id: "ESP-TEXT-1",
    title: "finds the text of an open document, and not what is gone from it",
    run: (subject) =>
      opened(subject, async (uri, notify) => {
        const hit = await foundIn(subject, uri, first);
        if (hit === undefined) fail(`a document that was opened with ${quoted(textOf(first))} is not found`);
        const end = { line: 3, character: 0 };
        const contentChanges = [{ range: { start: { line: 0, character: 0 }, end }, text: textOf(second) }];
        notify("didChange", { textDocument: { uri, version: 2 }, contentChanges });
        const changed = await foundIn(subject, uri, second);
        if (changed === undefined) fail(`what a change has put into an open document is not found`);
        const gone = [changed, await foundIn(subject, uri, first)].find((one) =>
          one?.preview.includes(first),
        );
        if (gone !== undefined) fail(`text that a change has taken out is found: ${quoted(gone)}`);
      }),
  },
  {
    id: "ESP-TEXT-2",
    title: "counts what is on disk when a document was closed",
    run: (subject) =>
      opened(subject, async (uri, notify) => {
        await foundIn(subject, uri, first);
        notify("didClose", { textDocument: { uri } });
        const hit = await foundIn(subject, uri, first);
        if (hit !== undefined) fail(`a document that was closed and is no file is found: ${quoted(hit)}`);
      }),
  },
];
