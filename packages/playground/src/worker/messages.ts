import type { EngineId } from "../engine/engine-id.ts";
import type { EngineReport, LoadProgress } from "../engine/load-engine.ts";

/** What the page asks of an engine's worker. */
export type WorkerRequest =
  | { readonly kind: "load"; readonly engine: EngineId }
  | {
      readonly kind: "embed";
      /** Chosen by the page; the answer carries it. */
      readonly id: number;
      readonly texts: readonly string[];
      readonly role: "query" | "document";
    };

export interface EmbeddedReply {
  readonly kind: "embedded";
  readonly id: number;
  /** Row-major `[texts, dimensions]`. */
  readonly vectors: Float32Array;
  readonly dimensions: number;
  /** Tokens that the engine was fed. */
  readonly tokens: number;
  readonly seconds: number;
}

export type WorkerReply =
  | { readonly kind: "progress"; readonly progress: LoadProgress }
  | { readonly kind: "loaded"; readonly report: EngineReport }
  /** The engine is not used; the sentence says why. */
  | { readonly kind: "refused"; readonly sentence: string }
  | EmbeddedReply
  | { readonly kind: "failed"; readonly id: number; readonly sentence: string };
