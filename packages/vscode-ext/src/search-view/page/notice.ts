import { element } from "./element.ts";
import type { NoticeAction } from "./messages.ts";

/** Says something in a part of the page, with buttons for what can be done about it; an empty text hides it. */
export function drawNotice(
  place: HTMLElement,
  text: string,
  actions: readonly NoticeAction[],
  onAct: (name: NoticeAction["name"]) => void,
): void {
  // Screen readers say again what is put there again.
  if (text === place.firstChild?.textContent && place.querySelectorAll("button").length === actions.length)
    return;
  place.textContent = text;
  if (actions.length === 0) return;
  const buttons = actions.map(({ name, label }) => {
    const button = element("button", { class: "deed" }, label);
    button.addEventListener("click", () => onAct(name));
    return button;
  });
  place.append(element("div", { class: "deeds" }, ...buttons));
}
