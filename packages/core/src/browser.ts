/** The part of core that runs in a browser: the pipeline and the probes, without anything of Node's. */
export { assertTokenBatch } from "./backend/assert-token-batch.ts";
export type {
  BackendCapabilities,
  HiddenStates,
  TextVectors,
  TokenBackend,
  TokenBatch,
} from "./backend/embedding-backend.ts";
export { Gate } from "./backend/gate.ts";
export { cosineDistance } from "./conformance/distance.ts";
export { type Probe, type ProbeSet, probesFile } from "./conformance/probe-set.ts";
export { probesIn } from "./conformance/probes-in.ts";
export { assertProbesPassed, type ProbeReport, runProbes } from "./conformance/run-probes.ts";
export { createEmbedder } from "./embedder/create-embedder.ts";
export type { TextEmbedder } from "./embedder/text-embedder.ts";
export { breathe, TimeSlice } from "./embedder/time-slice.ts";
export { IsovecError, throwIfCancelled } from "./errors/isovec-error.ts";
export type { ModelCard } from "./model/model-card.ts";
export type { ModelFiles } from "./model/model-files.ts";
export { type ModelManifest, parseManifest } from "./model/parse-manifest.ts";
export { type ModelMetadata, readMetadata } from "./model/read-metadata.ts";
export { fp16ToFp32 } from "./model/safetensors/half-precision.ts";
export { type TensorBytes, tensorsInBytes } from "./model/safetensors/tensors-in-bytes.ts";
export { sha256OfBytes, sha256OfText } from "./model/sha256.ts";
export { type VectorSpace, vectorSpaceOf, withDimensions } from "./model/vector-space.ts";
export { toBinary, toInt8 } from "./postprocess/quantize.ts";
export { createTokenizer } from "./preprocess/tokenizer/create-tokenizer.ts";
