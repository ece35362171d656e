import type { Role, TokenUsage } from "@isovec/core";

/** What the static model's process is asked. */
export type StaticRequest =
  | { readonly kind: "load"; readonly directory: string }
  | { readonly kind: "embed"; readonly texts: readonly string[]; readonly role: Role };

export type StaticReply =
  | { readonly kind: "loaded" }
  | {
      readonly kind: "embedded";
      /** `[texts, dimensions]` */
      readonly vectors: Float32Array;
      readonly usage: readonly TokenUsage[];
    };
