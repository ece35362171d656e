import { identifiersOf } from "./split-identifiers.ts";

/** Folders that say nothing about what is in them. */
const silent: ReadonlySet<string> = new Set(["src", "lib", "packages", "source", "sources"]);

/** How many folders above the file have a say. */
const folders = 3;

/** The stem of a file name: `line-chunker` of `chunk/line-chunker.test.ts`. */
export function fileStem(path: string): string {
  const name = path.slice(path.lastIndexOf("/") + 1);
  const dot = name.indexOf(".", 1);
  return dot === -1 ? name : name.slice(0, dot);
}

/** The words of a path that tell what a file is about: `server index chunk line chunker`. */
export function pathWords(path: string): string[] {
  const near = path
    .split("/")
    .slice(0, -1)
    .filter((folder) => !silent.has(folder))
    .slice(-folders);
  const words = [...near, fileStem(path)].flatMap((segment) =>
    identifiersOf(segment).flatMap(({ parts }) => parts),
  );
  return words.filter((word, index) => word !== words[index - 1]);
}
