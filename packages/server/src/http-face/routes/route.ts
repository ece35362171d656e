import type { TextEmbedder } from "@isovec/core";
import type { Gathering } from "../gathering.ts";
import type { FaceMetrics } from "../metrics/face-metrics.ts";
import type { ErrorShape } from "../refusal.ts";

/** What the routes work with. */
export interface Served {
  readonly embedder: TextEmbedder;
  readonly gathering: Gathering;
  readonly metrics: FaceMetrics;
  /** Names beside the model's own under which clients may ask for it. */
  readonly aliases: readonly string[];
}

export interface Asked {
  /** The body as JSON; nothing for GET. */
  readonly body: unknown;
  /** What the path has in place of the route's `{model}`. */
  readonly model?: string | undefined;
  /** Fires when the client leaves, or may not be waited for any longer. */
  readonly signal: AbortSignal;
}

/** A body in pieces, so that a large one never lies in memory as a whole. */
export interface Answer {
  readonly contentType: string;
  readonly pieces: Iterable<string>;
}

export interface Route {
  readonly method: "GET" | "POST";
  /** With `{model}` in place of a model's name. */
  readonly path: string;
  readonly shape: ErrorShape;
  /** @throws RefusedRequest, IsovecError */
  answer(served: Served, asked: Asked): Promise<Answer>;
}

export function inJson(value: unknown): Answer {
  return inJsonPieces([JSON.stringify(value)]);
}

export function inJsonPieces(pieces: Iterable<string>): Answer {
  return { contentType: "application/json", pieces };
}
