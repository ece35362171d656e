import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { withContentPolicy } from "../html/content-policy.ts";
import { escapeHtml, page } from "../html/page.ts";
import { packageFile } from "../package-file.ts";
import type { CodeMap, MapPoint } from "./draw-map.ts";
import { folderGroups } from "./folder-groups.ts";
import type { MapContent } from "./page/points.ts";

/** Where a click leads: into VS Code on this machine, to the file relative to the page, or to our extension's own view. */
export type MapLinks = "vscode" | "relative" | "extension";

/** Told apart on white and on black, and by most readers who see fewer colours (P. Tol's and Okabe-Ito's sets mixed). */
const light: readonly string[] =
  "#0072b2 #d55e00 #009e73 #cc79a7 #8a6d00 #4b3ca7 #5a9bd4 #aa4466 #3f7d20 #666666".split(" ");
const dark: readonly string[] =
  "#56b4e9 #f28e4b #2fc99a #e79bc5 #e6c229 #a597f5 #9ccbee #ee8aa4 #93d06c #a9afb9".split(" ");

function variables(colours: readonly string[]): string {
  return colours.map((colour, group) => `--group-${group}:${colour}`).join(";");
}

const style = `:root{${variables(light)}}@media(prefers-color-scheme:dark){:root{${variables(dark)}}}
:root:has(body:is([data-vscode-theme-kind=vscode-light],[data-vscode-theme-kind=vscode-high-contrast-light])){${variables(light)}}
:root:has(body:is([data-vscode-theme-kind=vscode-dark],[data-vscode-theme-kind=vscode-high-contrast])){${variables(dark)}}
body{max-width:none;margin:1rem auto}main{display:grid;grid-template-columns:minmax(0,1fr) 17rem;gap:1rem}
@media(max-width:50rem){main{grid-template-columns:minmax(0,1fr)}}
#frame{position:relative;height:calc(100vh - 8rem);min-height:20rem;border:1px solid var(--line);overflow:hidden}
canvas{width:100%;height:100%;display:block;touch-action:none}canvas:focus-visible{outline:2px solid var(--ink);outline-offset:-2px}
#details{position:absolute;max-width:60%;padding:.15rem .4rem;background:var(--paper);color:var(--ink);border:1px solid var(--line);font-size:.85rem;overflow-wrap:anywhere;pointer-events:none}
fieldset{border:0;padding:0;margin:0 0 1rem}legend{color:var(--dim);padding:0}fieldset label{display:block;overflow-wrap:anywhere}
input[type=search]{width:100%;box-sizing:border-box;font:inherit}ul{padding-left:1.1rem;margin:.25rem 0;font-size:.85rem;overflow-wrap:anywhere}
a{color:inherit}.zoom{position:absolute;right:.5rem;bottom:.5rem}
${light.map((_, group) => `.group-${group}{accent-color:var(--group-${group})}.swatch-${group}{color:var(--group-${group})}`).join("")}`;

/** In the order in which they import one another. */
const scripts: readonly string[] = ["points", "picture", "controls"];

/** The modules of `map/page`, compiled, as one script: a page that asks for nothing cannot import. */
function script(): string {
  const folder = packageFile("dist/map/page/");
  const texts = scripts.map((name) =>
    readFileSync(new URL(`${name}.js`, folder), "utf8")
      .replace(/^import [^;]*;\n/gm, "")
      .replace(/^export (?=const |function |let )/gm, ""),
  );
  return `"use strict";(()=>{\n${texts.join("\n")}})();`;
}

/** What stands around path and line in a link. */
function linkParts(links: MapLinks, root: string): MapContent["link"] {
  if (links === "relative") return { before: "", line: "#L", after: "" };
  if (links === "extension") {
    // The arguments of the command are JSON: ["path",line].
    const [before, line, after] = ['["', '",', "]"].map(encodeURIComponent);
    return { before: `command:isovec.openPlace?${before}`, line: `${line}`, after: `${after}` };
  }
  return { before: `vscode://file${pathToFileURL(resolve(root)).pathname}/`, line: ":", after: "" };
}

function column(points: readonly MapPoint[], of: (point: MapPoint) => number): number[] {
  return points.map(of);
}

function contentOf(
  map: CodeMap,
  root: string,
  links: MapLinks,
): { readonly json: string; readonly groups: readonly string[] } {
  const { points } = map;
  const paths = [...new Set(points.map(({ path }) => path))];
  const places = new Map(paths.map((path, index) => [path, index]));
  const { groups, groupOf } = folderGroups(points.map(({ path }) => path));
  const content = {
    paths,
    path: column(points, ({ path }) => places.get(path) ?? 0),
    start: column(points, ({ startLine }) => startLine),
    end: column(points, ({ endLine }) => endLine),
    symbol: points.map(({ symbols }) => symbols.slice(0, 3).join(", ").slice(0, 80)),
    x: column(points, ({ x }) => Math.round(9_999 * x)),
    y: column(points, ({ y }) => Math.round(9_999 * y)),
    group: groupOf,
    groups,
    link: linkParts(links, root),
  };
  // "</script>" and "<!--" would end the element or change how it is read.
  return { json: JSON.stringify(content).replace(/</g, "\\u003c"), groups };
}

function caption({ points, basis, withoutVector, leftOut }: CodeMap): string {
  const facts = [
    `${points.length} chunks, near ones together by ${basis === "vectors" ? "the model's vectors" : "their words, for nothing is embedded"}`,
    withoutVector === 0 ? "" : `${withoutVector} are not embedded yet`,
    leftOut === 0 ? "" : `${leftOut} more are left out evenly`,
  ];
  return `${facts.filter(Boolean).join("; ")}.`;
}

/**
 * One self-contained page that asks nobody for anything.
 * @param root the folder that paths are relative to
 */
export function renderMapHtml(map: CodeMap, root: string, title: string, links: MapLinks): string {
  const { json, groups } = contentOf(map, root, links);
  const legend = groups.map(
    (group, index) =>
      `<label><input type="checkbox" class="group-${index}" value="${index}" checked><span class="swatch-${index}" aria-hidden="true"> ● </span>${escapeHtml(group === "" ? "./" : group)}</label>`,
  );
  const body = `<h1>Map of ${escapeHtml(title)}</h1><p>${escapeHtml(caption(map))}</p>
<main><div id="frame"><canvas id="picture" tabindex="0" role="application" aria-label="Map of the code's chunks. Arrow keys go from point to point, Enter opens, plus and minus zoom, 0 shows all." aria-describedby="status"></canvas>
<a id="details" hidden tabindex="-1" aria-live="polite"></a>
<div class="zoom"><button id="closer" aria-label="Zoom in">+</button> <button id="farther" aria-label="Zoom out">−</button> <button id="whole">All</button></div></div>
<div><label for="search">Search paths and symbols</label><input id="search" type="search" autocomplete="off">
<p id="status" role="status"></p>
<fieldset id="legend"><legend>Folders</legend>${legend.join("")}</fieldset>
<ul id="list" aria-label="Chunks found"></ul></div></main>
<script type="application/json" id="content">${json}</script>
<script>${script()}</script>`;
  return withContentPolicy(page(`Map of ${title}`, style, body));
}
