import { t } from "@vscode/l10n";
import { element } from "./element.ts";
import type { ShownFile, ShownHit, ShownLine } from "./messages.ts";

/**
 * The rows of an answer in their order: a file, its hits with what is told of them on demand, the next file. Each is a
 * `treeitem`; the `data-key` of a file or hit stays the same when the place is found again.
 */
export function drawFiles(files: readonly ShownFile[]): HTMLElement[] {
  return files.flatMap((file, index) => {
    const place = { "aria-posinset": String(index + 1), "aria-setsize": String(files.length) };
    const hits = file.hits.flatMap((hit, at) => [drawHit(hit, at, file), ...drawDetails(hit)]);
    return [drawFile(file, place), ...hits];
  });
}

function drawFile({ name, folder, hits }: ShownFile, place: Readonly<Record<string, string>>): HTMLElement {
  const number = String(hits.length);
  const label = [name, folder, hits.length === 1 ? t("1 result") : t("{0} results", number)];
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

function drawHit({ id, lines, alike, reasons }: ShownHit, index: number, file: ShownFile): HTMLElement {
  const best = lines.find((line) => line.best) ?? lines[0];
  const label = best === undefined ? file.name : t("Line {0}: {1}", best.number, best.text.trim());
  return element(
    "div",
    {
      role: "treeitem",
      class: "hit",
      "aria-level": "2",
      ...(reasons.length + alike.length > 0 && { "aria-expanded": "false" }),
      "aria-posinset": String(index + 1),
      "aria-setsize": String(file.hits.length),
      "aria-label": label,
      "data-hit": String(id),
      "data-key": `${file.folder}/${file.name}:${best?.number ?? ""}`,
      tabindex: "-1",
    },
    ...lines.map(drawLine),
    ...(alike.length > 0 ? [element("div", { class: "alike" }, sayAlike(alike.length))] : []),
    ...(reasons.length > 0
      ? [
          element(
            "button",
            {
              class: "why",
              "aria-label": t("Why this result"),
              title: t("Why this result (Right)"),
              tabindex: "-1",
            },
            "?",
          ),
        ]
      : []),
    element("button", {
      class: "beside",
      "aria-label": t("Open to the side"),
      title: t("Open to the side (Ctrl+Enter)"),
      tabindex: "-1",
    }),
  );
}

function sayAlike(places: number): string {
  return places === 1 ? t("1 more place is nearly alike") : t("{0} more places are nearly alike", places);
}

/** What is unfolded below a hit: places like it, which are opened as it is, then why it was found. */
function drawDetails({ alike, reasons }: ShownHit): HTMLElement[] {
  const size = alike.length + reasons.length;
  const row = (text: string, index: number, more: Readonly<Record<string, string>>): HTMLElement =>
    element(
      "div",
      {
        role: "treeitem",
        "aria-level": "3",
        "aria-posinset": String(index + 1),
        "aria-setsize": String(size),
        tabindex: "-1",
        hidden: "",
        ...more,
      },
      text,
    );
  return [
    ...alike.map(({ id, label }, at) =>
      row(t("also at {0}", label), at, { class: "reason place", "data-hit": String(id) }),
    ),
    ...reasons.map((reason, at) => row(reason, alike.length + at, { class: "reason" })),
  ];
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
