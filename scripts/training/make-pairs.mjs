// Makes pairs of a question and the chunk that answers it out of a git repository:
//   node scripts/training/make-pairs.mjs REPOSITORY > pairs.jsonl
// Each line is {"repository", "path", "question", "text"}. The packages must be built. A question is the first sentence
// that documents a definition, which is taken out of the file, or the subject of a small commit; what answers it is the
// chunk that defines, or the one that the commit changed most, cut and headed as the index cuts and heads it.
import { execFileSync } from "node:child_process";
import { basename, join, resolve } from "node:path";
import process from "node:process";

const dist = new URL("../../packages/server/dist/", import.meta.url);
const built = (path) => import(new URL(path, dist).href);
const { StructureChunker } = await built("index/chunk/structure-chunker.js");
const { embeddedText } = await built("index/chunk/chunker.js");
const { discoverFiles } = await built("index/discover/discover-files.js");
const { languageOf } = await built("index/discover/language.js");
const { readSource } = await built("index/discover/read-source.js");
const { isBuiltOrVendored } = await built("evaluation/code-paths.js");
const { commitQuestions } = await built("evaluation/commit-questions.js");
const { documentedDefinitions, withoutDocumentation } = await built("evaluation/documented-definitions.js");
const { isPlainQuestion } = await built("evaluation/plain-question.js");
const { seededRandom } = await built("seeded-random.js");

const mostFiles = 4_000;
const mostSentences = 1_500;
const mostSentencesOfOneFile = 6;
const mostCommits = 800;
const history = { commits: 6_000, paths: 5 };
const mostFilesOfOneCommit = 3;
/** A commit that changed a file in more places says little of each. */
const mostPlaces = 12;
const mostBytes = 64 * 2 ** 20;

const root = resolve(process.argv[2] ?? ".");
const { signal } = new AbortController();
const random = seededRandom(7);
const chunker = new StructureChunker(256);

function shuffled(items) {
  const result = [...items];
  for (let at = result.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [result[at], result[other]] = [result[other], result[at]];
  }
  return result;
}

function git(...parameters) {
  const options = { cwd: root, maxBuffer: mostBytes, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] };
  return execFileSync("git", ["-c", "core.quotePath=false", ...parameters], options);
}

function write(path, question, chunk) {
  const pair = { repository: basename(root), path, question, text: embeddedText(chunk) };
  process.stdout.write(`${JSON.stringify(pair)}\n`);
}

async function readFiles() {
  const { files } = await discoverFiles(root, signal);
  const texts = new Map();
  for (const { path, skipped } of shuffled(files)) {
    if (skipped !== undefined || isBuiltOrVendored(path)) continue;
    const source = await readSource(join(root, path), path);
    if (source.skipped === undefined) texts.set(path, source.lines.join("\n"));
    if (texts.size >= mostFiles) break;
  }
  return texts;
}

function chooseSentences(documented) {
  const ofFile = new Map();
  const chosen = [];
  for (const one of shuffled(documented)) {
    const before = ofFile.get(one.path) ?? 0;
    if (chosen.length >= mostSentences || before >= mostSentencesOfOneFile) continue;
    if (!isPlainQuestion(one.definition.sentence)) continue;
    ofFile.set(one.path, before + 1);
    chosen.push(one);
  }
  return chosen;
}

function byPath(taken) {
  const groups = new Map();
  for (const one of taken) groups.set(one.path, [...(groups.get(one.path) ?? []), one]);
  return groups;
}

async function pairsOfDocumentation(texts) {
  const documented = [...texts].flatMap(([path, text]) =>
    documentedDefinitions(text, languageOf(path)).map((definition) => ({ path, definition })),
  );
  const chosen = new Set(chooseSentences(documented));
  const sentences = new Set([...chosen].map(({ definition }) => definition.sentence));
  // Wherever a sentence stands it would give itself away.
  const taken = documented.filter(({ definition }) => sentences.has(definition.sentence));
  for (const [path, own] of byPath(taken)) {
    const text = withoutDocumentation(
      texts.get(path),
      own.map(({ definition }) => definition),
    );
    const chunks = await chunker.chunk({ path, language: languageOf(path), lines: text.split("\n") });
    for (const one of own) {
      if (!chosen.has(one)) continue;
      const head = one.definition.head + 1;
      const around = chunks.filter(({ startLine, endLine }) => startLine <= head && endLine >= head);
      const [smallest] = around.sort((a, b) => a.endLine - a.startLine - (b.endLine - b.startLine));
      if (smallest !== undefined) write(path, one.definition.sentence, smallest);
    }
  }
}

/** First and last line of each place that a commit changed, in the file as the commit left it. */
function changedLines(commit, path) {
  const diff = git("diff-tree", "-p", "-U0", "--no-color", "--root", commit, "--", path);
  // What a commit has removed is in no file that it left.
  if (!/^\+\+\+ b\//m.test(diff)) return [];
  return [...diff.matchAll(/^@@ -\S+ \+(\d+)(?:,(\d+))? @@/gm)].map(([, first, lines = "1"]) => [
    Number(first),
    Number(first) + Math.max(1, Number(lines)) - 1,
  ]);
}

async function pairsOfCommits() {
  const found = await commitQuestions(root, (path) => languageOf(path) !== undefined, signal, history);
  for (const { subject, paths, commit } of shuffled(found).slice(0, mostCommits)) {
    for (const path of paths.slice(0, mostFilesOfOneCommit)) {
      const places = changedLines(commit, path);
      if (places.length === 0 || places.length > mostPlaces) continue;
      const text = git("show", `${commit}:${path}`);
      const chunks = await chunker.chunk({ path, language: languageOf(path), lines: text.split(/\r?\n/) });
      const changed = ({ startLine, endLine }) =>
        places.reduce(
          (sum, [first, last]) => sum + Math.max(0, Math.min(last, endLine) - Math.max(first, startLine) + 1),
          0,
        );
      const [most] = chunks.sort((a, b) => changed(b) - changed(a));
      if (most !== undefined && changed(most) > 0) write(path, subject, most);
    }
  }
}

const texts = await readFiles();
await pairsOfDocumentation(texts);
await pairsOfCommits();
chunker.close();
