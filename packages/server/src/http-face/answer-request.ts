import type { IncomingMessage, ServerResponse } from "node:http";
import { throwIfCancelled } from "@isovec/core";
import { type Access, refusedAccess } from "./access.ts";
import type { Admission, Admitted } from "./admission.ts";
import { readBody } from "./read-body.ts";
import { bodyOf, type Refusal, RefusedRequest, refusalOf } from "./refusal.ts";
import { type FoundRoute, findRoute, shapeOf } from "./routes/find-route.ts";
import { inJson, type Served } from "./routes/route.ts";
import { sendAnswer } from "./send-answer.ts";

export interface Answering {
  readonly served: Served;
  readonly access: Access;
  readonly admission: Admission;
  /** A failure that is no fault of the client's: method, path and message, never a text. */
  readonly onFailure: (sentence: string) => void;
}

const isEnding: Refusal = { status: 503, message: "The server is ending. Ask it again once it is back." };

/** What nginx writes in its log for a client that left before the answer. */
const clientLeft = 499;

async function answerFound(
  { route, model }: FoundRoute,
  { request, response, signal }: { request: IncomingMessage; response: ServerResponse; signal: AbortSignal },
  { served, admission }: Answering,
): Promise<void> {
  let admitted: Admitted | undefined;
  try {
    if (route.method === "POST") admitted = admission.enter();
    const body = admitted && (await readBody(request, admitted.hold));
    const answer = await route.answer(served, { body, model, signal });
    throwIfCancelled(signal);
    await sendAnswer(response, 200, answer, { signal });
  } finally {
    admitted?.leave();
  }
}

/**
 * Answers one request, whatever becomes of it, and counts it. Never throws.
 * @param signal fires when the client leaves, or when the server can wait for it no longer
 */
export async function answerRequest(
  request: IncomingMessage,
  response: ServerResponse,
  answering: Answering,
  signal: AbortSignal,
): Promise<void> {
  const { access, onFailure, served } = answering;
  const since = performance.now();
  const { method = "", url = "/" } = request;
  const [path = "/"] = url.split("?");
  const shape = shapeOf(path);
  let routePath = "other";
  const refuse = async (refusal: Refusal): Promise<void> => {
    if (response.headersSent) {
      response.destroy();
      return;
    }
    const { status, headers } = refusal;
    await sendAnswer(response, status, inJson(bodyOf(refusal, shape)), { ...(headers && { headers }) });
  };
  try {
    const refused = refusedAccess(request.headers, path, access);
    if (refused !== undefined) throw new RefusedRequest(refused);
    const found = findRoute(method, path);
    routePath = found.route.path;
    await answerFound(found, { request, response, signal }, answering);
  } catch (error) {
    const told = (message: string): void => onFailure(`${method} ${path}: ${message}`);
    if (!request.socket.destroyed)
      await refuse(signal.aborted ? isEnding : refusalOf(error, told)).catch(() => response.destroy());
  }
  const status = response.writableEnded ? response.statusCode : clientLeft;
  served.metrics.requests.add(1, { route: routePath, status: String(status) });
  served.metrics.duration.observe((performance.now() - since) / 1000, { route: routePath });
}
