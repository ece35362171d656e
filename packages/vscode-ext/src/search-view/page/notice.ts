import type { NoticeAction } from "./messages.ts";

/** Says something in a part of the page, with buttons for what can be done about it; an empty text hides it. */
export function drawNotice(
  place: HTMLElement,
  text: string,
  actions: readonly NoticeAction[],
  onAct: (name: NoticeAction["name"]) => void,
): void {
  // Screen readers say again what is put there again.
  if (text === place.firstChild?.textContent && place.childElementCount === actions.length) return;
  place.textContent = text;
  for (const { name, label } of actions) {
    const button = document.createElement("button");
    button.className = "deed";
    button.textContent = label;
    button.addEventListener("click", () => onAct(name));
    place.append(button);
  }
}
