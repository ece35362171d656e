import type { Node } from "web-tree-sitter";

/** Fields that lead to the name, in the order in which they are tried. */
const fields = ["name", "declarator", "left", "type", "pattern"] as const;
const identifier: RegExp =
  /identifier$|^(?:constant|variable|name|word|alias|operator_name|class_name|selectors)$/;
const mostDepth = 6;
const mostCharacters = 80;

/** The name that a node declares, empty where it has none. */
export function definitionName(node: Node, depth: number = 0): string {
  if (node.namedChildCount === 0) return named(node.text);
  if (depth > mostDepth) return "";
  for (const field of fields) {
    const child = node.childForFieldName(field);
    if (child !== null) return definitionName(child, depth + 1);
  }
  if (/^qualified|^scoped|^dot_index|^method_index|^generic_type$/.test(node.type)) return named(node.text);
  for (const child of node.namedChildren) {
    if (child !== null && identifier.test(child.type)) return named(child.text);
  }
  const inner = node.namedChildren.find(
    (child) => child !== null && /declarat|^spec|pattern$/.test(child.type),
  );
  return inner === undefined || inner === null ? "" : definitionName(inner, depth + 1);
}

function named(text: string): string {
  const name = text.trim();
  return name.length > mostCharacters || /[\n{]/.test(name) ? "" : name;
}
