import { type ErrorShape, RefusedRequest } from "../refusal.ts";
import { openaiRoutes } from "./openai.ts";
import { operationRoutes } from "./operation.ts";
import type { Route } from "./route.ts";
import { teiRoutes } from "./tei.ts";

const routes: readonly Route[] = [...openaiRoutes, ...teiRoutes, ...operationRoutes];
const parameter = "{model}";

export interface FoundRoute {
  readonly route: Route;
  readonly model?: string;
}

function match(route: Route, path: string): FoundRoute | undefined {
  if (route.path === path) return { route };
  const before = route.path.slice(0, -parameter.length);
  if (!route.path.endsWith(parameter) || !path.startsWith(before) || path === before) return undefined;
  try {
    return { route, model: decodeURIComponent(path.slice(before.length)) };
  } catch {
    return undefined;
  }
}

/** Whose clients ask for the path, whether it is known or not. */
export function shapeOf(path: string): ErrorShape {
  return routes.find((route) => match(route, path) !== undefined)?.shape ?? "openai";
}

/** @throws RefusedRequest 404 for a path that is not known, 405 for one that is asked for in another way */
export function findRoute(method: string, path: string): FoundRoute {
  const found = routes.flatMap((route) => match(route, path) ?? []);
  const asked = found.find(({ route }) => route.method === method);
  if (asked !== undefined) return asked;
  if (found.length > 0) {
    const allow = found.map(({ route }) => route.method).join(", ");
    const message = `${path} takes ${allow}, not ${method}.`;
    throw new RefusedRequest({ status: 405, message, headers: { allow } });
  }
  const known = routes.map((route) => `${route.method} ${route.path}`).join(", ");
  throw new RefusedRequest({
    status: 404,
    message: `There is no ${method} ${path} here. There is: ${known}.`,
  });
}
