import { pathToFileURL } from "node:url";
import type { Range, SearchHit, SearchParams, SearchResult, SimilarParams } from "@isovec/core/protocol";
import { fail, quoted, skip } from "../check.ts";
import { needs } from "./needs.ts";
import { expectCode, type ServerCheck, type ServerSubject } from "./server-subject.ts";

const inputInvalid = 1015;
const most = 100;

/** Hits of a question that any folder has something for, when the index is complete. */
async function hitsOf(subject: ServerSubject, narrowed: Partial<SearchParams> = {}): Promise<SearchHit[]> {
  const params = { query: "where is the answer", limit: most, ...narrowed };
  return [...(await subject.result<SearchResult>("search/query", params)).hits];
}

async function firstHit(subject: ServerSubject): Promise<SearchHit> {
  if ((await subject.methods()).includes("index/refresh")) await subject.result("index/refresh", {});
  const [hit] = await hitsOf(subject);
  return hit ?? skip("nothing is found in the folder that was given");
}

/** Of a file of the workspace, forward slashes. */
function pathOf(subject: ServerSubject, uri: string): string {
  const folder = pathToFileURL(subject.options.workspace ?? "").href;
  if (!uri.startsWith(`${folder}/`)) fail(`the hit ${quoted(uri)} is not in the folder ${quoted(folder)}`);
  return decodeURIComponent(uri.slice(folder.length + 1));
}

const overlap = (a: Range, b: Range): boolean => a.start.line < b.end.line && b.start.line < a.end.line;

function similar(subject: ServerSubject, params: SimilarParams): Promise<SearchResult> {
  return subject.result<SearchResult>("search/similar", params);
}

export const searchChecks: readonly ServerCheck[] = [
  {
    id: "ESP-SEARCH-2",
    title: "gives nothing that overlaps what was asked about",
    run: async (subject) => {
      await needs(subject, "search/query", "search/similar");
      const { uri, range } = await firstHit(subject);
      const { hits } = await similar(subject, { textDocument: { uri }, range, limit: most });
      const same = hits.find((hit) => hit.uri === uri && overlap(hit.range, range));
      if (same !== undefined) fail(`${quoted({ uri, range })} is like ${quoted(same)}, which overlaps it`);
    },
  },
  {
    id: "ESP-SEARCH-3",
    title: "compares the text that it is given, and reads no file that the index does not have",
    run: async (subject) => {
      await needs(subject, "search/query", "search/similar");
      const { uri, preview } = await firstHit(subject);
      const range = { start: { line: 0, character: 0 }, end: { line: 1, character: 0 } };
      const text = { textDocument: { uri: "untitled:conformance" }, range, text: preview, limit: most };
      const { hits } = await similar(subject, text);
      if (!hits.some((hit) => hit.uri === uri))
        fail(`the text of a hit in ${quoted(uri)} is not like that file`);
      const absent = pathToFileURL(`${subject.options.workspace}/isovec-conformance-none.md`).href;
      const params = { textDocument: { uri: absent }, range };
      const answer = await (await subject.session()).request(
        "search/similar",
        params,
        subject.options.loadMs,
      );
      expectCode(answer, inputInvalid, `search/similar with ${quoted(params)}`);
    },
  },
  {
    id: "ESP-SEARCH-4",
    title: "keeps to include, exclude and languages",
    run: async (subject) => {
      await needs(subject, "search/query");
      const { uri, language } = await firstHit(subject);
      const path = pathOf(subject, uri);
      const name = path.slice(path.lastIndexOf("/") + 1);
      const narrowings: readonly (readonly [Partial<SearchParams>, (hit: SearchHit) => boolean])[] = [
        [{ include: [path] }, (hit) => pathOf(subject, hit.uri).toLowerCase().includes(path.toLowerCase())],
        [
          { include: [`*${name.slice(1)}`] },
          (hit) => hit.uri.toLowerCase().endsWith(encodeURI(name.slice(1)).toLowerCase()),
        ],
        [{ languages: [language] }, (hit) => hit.language === language],
      ];
      for (const [narrowed, matches] of narrowings) {
        const hits = await hitsOf(subject, narrowed);
        if (hits.length === 0) fail(`with ${quoted(narrowed)} nothing was found, though ${quoted(path)} was`);
        const stray = hits.find((hit) => !matches(hit));
        if (stray !== undefined) fail(`with ${quoted(narrowed)} ${quoted(stray.uri)} was found`);
      }
      const exclude = [path];
      const left = (await hitsOf(subject, { exclude })).find((hit) => hit.uri === uri);
      if (left !== undefined) fail(`with ${quoted({ exclude })} ${quoted(left.uri)} was found`);
      const params = { query: "a", languages: ["no language at all"] };
      const answer = await (await subject.session()).request("search/query", params, subject.options.loadMs);
      expectCode(answer, inputInvalid, `search/query with ${quoted(params)}`);
    },
  },
];
