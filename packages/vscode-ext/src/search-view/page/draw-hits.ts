import { element } from "./element.ts";
import type { ShownFile, ShownHit, ShownLine } from "./messages.ts";

/**
 * The rows of an answer in their order: a file, its hits, the next file. Each is a `treeitem` whose `data-key` stays the
 * same when the place is found again.
 */
export function drawFiles(files: readonly ShownFile[]): HTMLElement[] {
  return files.flatMap((file, index) => {
    const place = { "aria-posinset": String(index + 1), "aria-setsize": String(files.length) };
    return [drawFile(file, place), ...file.hits.map((hit, at) => drawHit(hit, at, file))];
  });
}

function drawFile({ name, folder, hits }: ShownFile, place: Readonly<Record<string, string>>): HTMLElement {
  const number = String(hits.length);
  const label = [name, folder, hits.length === 1 ? "1 result" : `${number} results`];
  return element(
    "div",
    {
      role: "treeitem",
      class: "file",
      "aria-level": "1",
      "aria-expanded": "true",
      "aria-label": label.filter((part) => part !== "").join(", "),
      "data-key": `${folder}/${name}`,
      title: folder === "" ? name : `${folder}/${name}`,
      tabindex: "-1",
      ...place,
    },
    element("span", { class: "twistie" }),
    element("span", { class: "name" }, name),
    element("span", { class: "folder" }, folder),
    element("span", { class: "number" }, number),
  );
}

function drawHit({ id, lines }: ShownHit, index: number, file: ShownFile): HTMLElement {
  const best = lines.find((line) => line.best) ?? lines[0];
  const label = best === undefined ? file.name : `Line ${best.number}: ${best.text.trim()}`;
  return element(
    "div",
    {
      role: "treeitem",
      class: "hit",
      "aria-level": "2",
      "aria-posinset": String(index + 1),
      "aria-setsize": String(file.hits.length),
      "aria-label": label,
      "data-hit": String(id),
      "data-key": `${file.folder}/${file.name}:${best?.number ?? ""}`,
      tabindex: "-1",
    },
    ...lines.map(drawLine),
    element("button", {
      class: "beside",
      "aria-label": "Open to the side",
      title: "Open to the side (Ctrl+Enter)",
      tabindex: "-1",
    }),
  );
}

function drawLine({ number, text, marks, best }: ShownLine): HTMLElement {
  const pieces: (Node | string)[] = [];
  let drawn = 0;
  for (const [start, end] of marks) {
    pieces.push(text.slice(drawn, start), element("mark", {}, text.slice(start, end)));
    drawn = end;
  }
  pieces.push(text.slice(drawn));
  return element(
    "div",
    { class: best ? "line best" : "line" },
    element("span", { class: "line-number" }, String(number)),
    element("span", { class: "code" }, ...pieces),
  );
}
