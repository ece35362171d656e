import type { Node, Parser } from "web-tree-sitter";
import { leadingLine } from "../structure/leading-lines.ts";
import { type Found, nestRegions, type Region } from "../structure/region.ts";
import { definitionName } from "./definition-name.ts";
import type { Grammar } from "./grammars.ts";

/** Files whose parse takes longer are cut by lines. */
export const parseLimitMs = 5_000;

const functionValue: RegExp =
  /^(?:arrow_function|function_expression|function|generator_function|class|lambda)$/;

function definesByCall(node: Node, { definingCalls }: Grammar): boolean {
  const target = node.childForFieldName("target");
  return target !== null && (definingCalls?.has(target.text) ?? false);
}

/** `def name(…) when …` and `defmodule Name`: the name is the first argument's. */
function calledName(node: Node): string {
  let argument = node.namedChildren.find((child) => child?.type === "arguments")?.namedChildren[0] ?? null;
  while (argument !== null) {
    const inner = argument.childForFieldName("target") ?? argument.childForFieldName("left");
    if (inner === null) return /^[\w.?!"]/.test(argument.text) ? (argument.text.split("\n")[0] ?? "") : "";
    argument = inner;
  }
  return "";
}

function holdsFunction(node: Node): boolean {
  return node.namedChildren.some((child) =>
    functionValue.test(child?.childForFieldName("value")?.type ?? ""),
  );
}

function outermost(node: Node, { wrappers }: Grammar): Node {
  let outer = node;
  for (let { parent } = outer; parent !== null && wrappers?.includes(parent.type); parent = outer.parent) {
    // A wrapper around several things is none of theirs.
    if (parent.namedChildren.filter((child) => child?.type === outer.type).length > 1) break;
    outer = parent;
  }
  return outer;
}

function tailRow(node: Node, { tails }: Grammar): number {
  const next = tails === undefined ? null : node.nextNamedSibling;
  return next !== null && tails?.includes(next.type) ? next.endPosition.row : node.endPosition.row;
}

function isDefinition(node: Node, grammar: Grammar, local: boolean): boolean {
  if (grammar.variables?.includes(node.type)) return !local || holdsFunction(node);
  if (grammar.withBody?.includes(node.type)) return node.childForFieldName("body") !== null;
  return grammar.definingCalls === undefined || definesByCall(node, grammar);
}

/**
 * The things that a text defines.
 * @returns undefined when the text could not be parsed in time
 */
export function outlineOf(
  parser: Parser,
  grammar: Grammar,
  language: string,
  lines: readonly string[],
): Region[] | undefined {
  const until = performance.now() + parseLimitMs;
  const tree = parser.parse(lines.join("\n"), null, { progressCallback: () => performance.now() > until });
  if (tree === null) {
    parser.reset();
    return undefined;
  }
  try {
    const found: Found[] = [];
    /** Ends of the definitions around, with whether they hold steps. */
    const around: { readonly end: number; readonly isLocal: boolean }[] = [];
    let lowest = 0;
    for (const node of tree.rootNode.descendantsOfType([
      ...grammar.definitions,
      ...(grammar.variables ?? []),
    ])) {
      if (node === null) continue;
      while (around.length > 0 && (around.at(-1)?.end ?? 0) <= node.startIndex) around.pop();
      if (!isDefinition(node, grammar, around.at(-1)?.isLocal ?? false)) continue;
      const isLocal = grammar.containers !== undefined && !grammar.containers.includes(node.type);
      around.push({ end: node.endIndex, isLocal });
      const outer = outermost(node, grammar);
      const start = outer.startPosition.row;
      const first = leadingLine(lines, language, start, Math.min(lowest, start));
      const last = Math.max(start, tailRow(outer, grammar));
      const endsBefore =
        last > start && outer.endPosition.column === 0 && tailRow(outer, grammar) === outer.endPosition.row;
      const name = grammar.isNameless
        ? ""
        : grammar.definingCalls === undefined
          ? definitionName(node)
          : calledName(node);
      found.push({ first, last: endsBefore ? last - 1 : last, head: node.startPosition.row, name });
      lowest = start + 1;
    }
    return nestRegions(found);
  } finally {
    tree.delete();
  }
}
