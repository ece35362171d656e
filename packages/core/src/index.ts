export type { BackendLoadOptions, BackendProvider } from "./backend/backend-provider.ts";
export type {
  BackendCapabilities,
  EmbeddingBackend,
  HiddenStates,
  TokenBatch,
} from "./backend/embedding-backend.ts";
export type { Embeddings, EmbedOptions, TextEmbedder, TokenUsage } from "./embedder/text-embedder.ts";
export {
  type ErrorName,
  errorCodes,
  IsovecError,
  type IsovecErrorOptions,
  throwIfCancelled,
} from "./errors/isovec-error.ts";
export type {
  DenseStep,
  ModelCard,
  ModelFile,
  NormalizeStep,
  PoolingMode,
  PoolingStep,
  PostprocessStep,
  Role,
} from "./model/model-card.ts";
export type { VectorSpace } from "./model/vector-space.ts";
export type { TextTokenizer, TokenizedText, TokenWindow } from "./preprocess/text-tokenizer.ts";
