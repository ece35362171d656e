/** An element whose text is never read as markup: what it shows is other people's code. */
export function element(
  tag: "div" | "span" | "mark" | "button" | "kbd",
  attributes: Readonly<Record<string, string>>,
  ...content: readonly (Node | string)[]
): HTMLElement {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...content);
  return made;
}
