import { content, count, elementOf, found, shown } from "./points.ts";

export const canvas: HTMLCanvasElement = elementOf<HTMLCanvasElement>("picture");
const context = found(canvas.getContext("2d"), "canvas");

/** What part of the map is seen: the point of the map in the middle, and CSS pixels to its whole width. */
export const view: { x: number; y: number; scale: number } = { x: 0.5, y: 0.5, scale: 1 };
/** The point that the pointer or the keyboard is at. */
let current: number | undefined;

const reach = 14;
let isDue = false;

export function placeOf(point: number): { readonly x: number; readonly y: number } {
  const { clientWidth, clientHeight } = canvas;
  return {
    x: ((content.x[point] ?? 0) / 9999 - view.x) * view.scale + clientWidth / 2,
    y: ((content.y[point] ?? 0) / 9999 - view.y) * view.scale + clientHeight / 2,
  };
}

/** The colours of the style sheet, which follow the reader's choice of light or dark. */
function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function dot(point: number, radius: number): void {
  const { x, y } = placeOf(point);
  if (x < -radius || y < -radius || x > canvas.clientWidth + radius || y > canvas.clientHeight + radius)
    return;
  context.moveTo(x + radius, y);
  context.arc(x, y, radius, 0, 2 * Math.PI);
}

function draw(): void {
  isDue = false;
  const { clientWidth, clientHeight } = canvas;
  const ratio = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(clientWidth * ratio)) canvas.width = Math.round(clientWidth * ratio);
  if (canvas.height !== Math.round(clientHeight * ratio)) canvas.height = Math.round(clientHeight * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, clientWidth, clientHeight);
  const closeness = Math.sqrt(view.scale / Math.min(clientWidth, clientHeight));
  const radius = Math.min(7, (count > 4_000 ? 1.8 : count > 800 ? 2.6 : 4) * closeness);
  for (const isShown of [0, 1]) {
    context.globalAlpha = isShown === 1 ? 0.8 : 0.07;
    for (let group = 0; group < content.groups.length; group++) {
      context.beginPath();
      for (let point = 0; point < count; point++) {
        if (content.group[point] === group && shown[point] === isShown) dot(point, radius);
      }
      context.fillStyle = colour(`--group-${group}`);
      context.fill();
    }
  }
  context.globalAlpha = 1;
  if (current === undefined) return;
  context.beginPath();
  dot(current, radius + 4);
  context.lineWidth = 2;
  context.strokeStyle = colour("--ink");
  context.stroke();
}

export function drawSoon(): void {
  if (isDue) return;
  isDue = true;
  requestAnimationFrame(draw);
}

export function setCurrent(point: number | undefined): void {
  current = point;
  drawSoon();
}

export function showAll(): void {
  view.x = 0.5;
  view.y = 0.5;
  view.scale = 0.94 * Math.min(canvas.clientWidth, canvas.clientHeight);
  drawSoon();
}

/** @param x in CSS pixels of the canvas, what stays in its place */
export function zoom(
  factor: number,
  x: number = canvas.clientWidth / 2,
  y: number = canvas.clientHeight / 2,
): void {
  const least = 0.5 * Math.min(canvas.clientWidth, canvas.clientHeight);
  const scale = Math.max(least, Math.min(80 * least, view.scale * factor));
  const [dx, dy] = [x - canvas.clientWidth / 2, y - canvas.clientHeight / 2];
  view.x += dx / view.scale - dx / scale;
  view.y += dy / view.scale - dy / scale;
  view.scale = scale;
  drawSoon();
}

export function pointAt(x: number, y: number): number | undefined {
  let best: number | undefined;
  let least = reach * reach;
  for (let point = 0; point < count; point++) {
    if (shown[point] !== 1) continue;
    const place = placeOf(point);
    const square = (place.x - x) ** 2 + (place.y - y) ** 2;
    if (square >= least) continue;
    least = square;
    best = point;
  }
  return best;
}

/** The nearest shown point in a direction; what lies aside counts double. */
export function pointTowards(from: number, dx: number, dy: number): number | undefined {
  const start = placeOf(from);
  let best: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (let point = 0; point < count; point++) {
    if (shown[point] !== 1 || point === from) continue;
    const place = placeOf(point);
    const ahead = (place.x - start.x) * dx + (place.y - start.y) * dy;
    const aside = Math.abs((place.x - start.x) * dy - (place.y - start.y) * dx);
    if (ahead <= 0 || aside > 2 * ahead) continue;
    const distance = ahead + 2 * aside;
    if (distance >= least) continue;
    least = distance;
    best = point;
  }
  return best;
}
