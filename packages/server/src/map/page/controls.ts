import {
  canvas,
  drawSoon,
  placeOf,
  pointAt,
  pointTowards,
  setCurrent,
  showAll,
  view,
  zoom,
} from "./picture.ts";
import { count, elementOf, filterPoints, hiddenGroups, labelOf, linkOf, shown } from "./points.ts";

const details = elementOf<HTMLAnchorElement>("details");
const search = elementOf<HTMLInputElement>("search");
const state = elementOf("status");
const list = elementOf<HTMLUListElement>("list");
/** So many links stand under the picture, for those who cannot see it. */
const mostListed = 30;

/** The point that the pointer or the keyboard is at. */
let chosen: number | undefined;

function select(point: number | undefined): void {
  chosen = point;
  setCurrent(point);
  details.hidden = point === undefined;
  if (point !== undefined) {
    details.textContent = labelOf(point);
    details.href = linkOf(point);
    const { x, y } = placeOf(point);
    const isRight = x > canvas.clientWidth / 2;
    details.style.left = isRight ? "auto" : `${x + 12}px`;
    details.style.right = isRight ? `${canvas.clientWidth - x + 12}px` : "auto";
    details.style.top = `${Math.max(0, Math.min(y + 10, canvas.clientHeight - 30))}px`;
    canvas.setAttribute("aria-label", labelOf(point));
  }
  canvas.style.cursor = point === undefined ? "grab" : "pointer";
}

function listed(point: number): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = linkOf(point);
  link.textContent = labelOf(point);
  link.addEventListener("focus", () => select(point));
  item.append(link);
  return item;
}

function refilter(): void {
  const left = filterPoints(search.value);
  state.textContent = `${left} of ${count} chunks`;
  const points = Array.from({ length: count }, (_, point) => point).filter((point) => shown[point] === 1);
  list.replaceChildren(...(search.value.trim() === "" ? [] : points.slice(0, mostListed).map(listed)));
  if (chosen !== undefined && shown[chosen] !== 1) select(undefined);
  drawSoon();
}

for (const box of document.querySelectorAll<HTMLInputElement>("#legend input")) {
  box.addEventListener("change", () => {
    const group = Number(box.value);
    if (box.checked) hiddenGroups.delete(group);
    else hiddenGroups.add(group);
    refilter();
  });
}
search.addEventListener("input", refilter);

let grip: { readonly x: number; readonly y: number; moved: boolean } | undefined;
canvas.addEventListener("pointerdown", (event) => {
  grip = { x: event.offsetX, y: event.offsetY, moved: false };
  canvas.setPointerCapture(event.pointerId);
});
canvas.addEventListener("pointermove", (event) => {
  if (grip === undefined) return select(pointAt(event.offsetX, event.offsetY));
  const [dx, dy] = [event.offsetX - grip.x, event.offsetY - grip.y];
  if (!grip.moved && Math.hypot(dx, dy) < 4) return;
  grip = { x: event.offsetX, y: event.offsetY, moved: true };
  view.x -= dx / view.scale;
  view.y -= dy / view.scale;
  select(undefined);
});
canvas.addEventListener("pointerup", (event) => {
  const wasClick = grip !== undefined && !grip.moved;
  grip = undefined;
  const point = wasClick ? pointAt(event.offsetX, event.offsetY) : undefined;
  if (point === undefined) return;
  select(point);
  details.click();
});
canvas.addEventListener("wheel", (event) => {
  event.preventDefault();
  zoom(Math.exp(-event.deltaY / 400), event.offsetX, event.offsetY);
});

const directions: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function press(key: string): boolean {
  const direction = directions[key];
  if (direction !== undefined) {
    const from = chosen ?? shown.indexOf(1);
    if (from >= 0) select(chosen === undefined ? from : (pointTowards(from, ...direction) ?? from));
  } else if (key === "Enter" && chosen !== undefined) details.click();
  else if (key === "+" || key === "=") zoom(1.4);
  else if (key === "-") zoom(1 / 1.4);
  else if (key === "0") showAll();
  else if (key === "Escape") select(undefined);
  else return false;
  return true;
}
canvas.addEventListener("keydown", (event) => {
  if (!event.ctrlKey && !event.metaKey && press(event.key)) event.preventDefault();
});

elementOf("closer").addEventListener("click", () => zoom(1.4));
elementOf("farther").addEventListener("click", () => zoom(1 / 1.4));
elementOf("whole").addEventListener("click", showAll);
new ResizeObserver(showAll).observe(canvas);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawSoon);
refilter();
showAll();
