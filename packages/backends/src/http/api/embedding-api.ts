import type { ModelCard } from "@isovec/core";
import type { InputKind } from "../http-options.ts";
import type { JsonServer } from "../transport/json-server.ts";

/** Texts as they are sent: core's ids without padding, or the texts themselves. */
export type ServerInputs =
  | { readonly kind: "tokens"; readonly rows: readonly (readonly number[])[] }
  | { readonly kind: "text"; readonly rows: readonly string[] };

/** One vector a row, row-major `[rows, width]`. */
export interface ServerVectors {
  readonly values: Float32Array;
  readonly width: number;
}

export interface ApiContext {
  readonly server: JsonServer;
  readonly card: ModelCard;
  /** `backendOptions.model`. */
  readonly model: string | undefined;
  /** Folder of the configured url: `` or `/v1`. */
  readonly path: string;
  readonly input: InputKind;
  /** Ask as a client does that has no pipeline of its own: for finished vectors. */
  readonly asClient?: boolean;
}

/** What a server says of itself, where its API lets it. */
export interface ServerLimits {
  readonly maxBatchTexts?: number;
}

/** How one kind of server is spoken to. */
export interface EmbeddingApi {
  /** @throws IsovecError as `JsonServer.ask`, `NonFinite` */
  embed(inputs: ServerInputs, signal?: AbortSignal): Promise<ServerVectors>;
  /**
   * Asks what can be known before the first text.
   * @throws IsovecError `ProbeFailed` when the server says that it tokenizes or cuts otherwise than the model.
   */
  inspect?(signal?: AbortSignal): Promise<ServerLimits>;
}

export interface EmbeddingApiKind {
  /** What may be sent; the first is the default. */
  readonly inputs: readonly [InputKind, ...InputKind[]];
  /** @throws IsovecError `ConfigurationInvalid` */
  create(context: ApiContext): EmbeddingApi;
}
