import { expect, it } from "vitest";
import { readTextFiles } from "./dropped-files.ts";

it("reads texts, and names every file that it leaves out with the reason", async () => {
  const folder = Object.assign(new File([], "folder"), {
    arrayBuffer: () => Promise.reject(new DOMException("not found", "NotFoundError")),
  });
  const { files, refusals } = await readTextFiles([
    new File(["Übung"], "note.txt"),
    new File([new Uint8Array(2_000_001)], "film.mp4"),
    new File([Uint8Array.of(0x89, 0x50, 0x4e, 0x47)], "picture.png"),
    new File(["a\0b"], "program"),
    new File([" \n"], "blank.md"),
    folder,
  ]);
  expect(files).toEqual([{ name: "note.txt", text: "Übung" }]);
  expect(refusals).toEqual([
    "film.mp4 is left out: it has 2.0 MB, at most 2 are taken.",
    "picture.png is left out: it is not a text in UTF-8.",
    "program is left out: it is no text but binary.",
    "blank.md is left out: it is empty.",
    "folder is left out: it cannot be read; folders are not taken.",
  ]);
});
