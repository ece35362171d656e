import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { StructureChunker } from "../index/chunk/structure-chunker.ts";
import { discoverFiles } from "../index/discover/discover-files.ts";
import { languageOf } from "../index/discover/language.ts";
import { readSource } from "../index/discover/read-source.ts";
import { seededRandom } from "../seeded-random.ts";
import { isBuiltOrVendored } from "./code-paths.ts";
import { commitQuestions } from "./commit-questions.ts";
import {
  type DocumentedDefinition,
  documentedDefinitions,
  withoutDocumentation,
} from "./documented-definitions.ts";
import { namedDefinitions } from "./named-definitions.ts";
import { isPlainQuestion } from "./plain-question.ts";

export const questionKinds = ["documentation", "commit", "name"] as const;
export type QuestionKind = (typeof questionKinds)[number];

/** What a column of each is headed. */
export const kindTitles: Readonly<Record<QuestionKind, string>> = {
  documentation: "documentation",
  commit: "commits",
  name: "names",
};

/** A question whose answer is known. */
export interface Question {
  readonly kind: QuestionKind;
  readonly text: string;
  /** Files that answer it, relative to the root. */
  readonly paths: readonly string[];
  /** The hash of the commit whose subject it is. */
  readonly commit?: string;
}

export interface QuestionSetOptions {
  readonly root: string;
  /** Where the files are copied to, without the documentation that is asked with. */
  readonly copy: string;
  /** Questions of one kind at most. */
  readonly limit: number;
  readonly seed: number;
  readonly signal: AbortSignal;
}

/** More of one file would be a question about that file. */
const mostOfOneFile = 2;

/** Files are cut for the names that they declare; any budget finds the same. */
const chunkTokens = 256;

interface Documented {
  readonly path: string;
  readonly definition: DocumentedDefinition;
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    const moved = result[at] as T;
    result[at] = result[other] as T;
    result[other] = moved;
  }
  return result;
}

/** So many of each file at most, and of all. */
function chosen(all: readonly Documented[], limit: number): Documented[] {
  const ofFile = new Map<string, number>();
  const taken: Documented[] = [];
  for (const one of all) {
    const before = ofFile.get(one.path) ?? 0;
    if (before >= mostOfOneFile || taken.length >= limit) continue;
    ofFile.set(one.path, before + 1);
    taken.push(one);
  }
  return taken;
}

/**
 * Makes questions of what a repository says of itself: sentences that document a definition, which are taken out of
 * the copy, subjects of small commits, and names, every second one in its words.
 */
export async function makeQuestionSet({
  root,
  copy,
  limit,
  seed,
  signal,
}: QuestionSetOptions): Promise<Question[]> {
  const { files } = await discoverFiles(root, signal);
  const texts = new Map<string, string>();
  for (const { path, skipped } of files) {
    signal.throwIfAborted();
    if (skipped !== undefined) continue;
    const source = await readSource(join(root, path), path);
    if (source.skipped === undefined) texts.set(path, source.lines.join("\n"));
  }
  const random = seededRandom(seed);
  const documented = [...texts].flatMap(([path, text]) =>
    documentedDefinitions(text, languageOf(path)).map((definition) => ({ path, definition })),
  );
  const askable = documented.filter(
    ({ path, definition }) => !isBuiltOrVendored(path) && isPlainQuestion(definition.sentence),
  );
  const asked = chosen(shuffled(askable, random), limit);
  const sentences = new Set(asked.map(({ definition }) => definition.sentence));
  // Wherever a sentence stands it would give itself away, and each of its definitions answers it.
  const taken = documented.filter(({ definition }) => sentences.has(definition.sentence));
  for (const [path, text] of texts) {
    const definitions = taken.filter((one) => one.path === path).map(({ definition }) => definition);
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), withoutDocumentation(text, definitions));
  }
  const commits = await commitQuestions(root, (path) => texts.has(path), signal);
  const chunker = new StructureChunker(chunkTokens);
  const named = await namedDefinitions(texts, chunker, signal).finally(() => chunker.close());
  return [
    ...[...sentences].map((text): Question => {
      const answers = taken.filter(
        ({ path, definition }) => definition.sentence === text && !isBuiltOrVendored(path),
      );
      return { kind: "documentation", text, paths: [...new Set(answers.map(({ path }) => path))] };
    }),
    ...shuffled(commits, random)
      .slice(0, limit)
      .map(({ subject, paths, commit }): Question => ({ kind: "commit", text: subject, paths, commit })),
    ...shuffled(named, random)
      .slice(0, limit)
      .map(
        ({ name, words, paths }, at): Question => ({
          kind: "name",
          text: at % 2 === 0 ? name : words,
          paths,
        }),
      ),
  ];
}
