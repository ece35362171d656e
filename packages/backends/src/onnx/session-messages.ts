import type { PassPriority, TokenBatch } from "@isovec/core";
import type { GraphInterface } from "./graph/graph-interface.ts";

/** Where ONNX Runtime computes, by its own names. */
export type ExecutionProvider = "cpu" | "webgpu";

/** What the engine's process is told. One request is under way at a time. */
export type SessionRequest =
  | ({
      readonly kind: "load";
      readonly graph: string;
      readonly threads: number | undefined;
      /** Of what it is for: a process for the background lets others compute first. */
      readonly priority: PassPriority;
      readonly executionProvider: ExecutionProvider;
    } & GraphInterface)
  | { readonly kind: "run"; readonly tokens: TokenBatch };

/** Its answer to each request that it could do. */
export type SessionReply =
  | { readonly kind: "loaded" }
  /** `[batch, sequence, width]` for token states, `[batch, width]` for vectors, row-major. */
  | { readonly kind: "output"; readonly values: Float32Array; readonly width: number };
