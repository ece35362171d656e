export { assertTokenBatch } from "./backend/assert-token-batch.ts";
export {
  type BackendDtype,
  type BackendLoadOptions,
  type BackendProvider,
  dtypeOf,
} from "./backend/backend-provider.ts";
export type {
  BackendCapabilities,
  BackendOutput,
  EmbeddingBackend,
  HiddenStates,
  PassPriority,
  TextBackend,
  TextVectors,
  TokenBackend,
  TokenBatch,
} from "./backend/embedding-backend.ts";
export { Gate } from "./backend/gate.ts";
export { assertNoOptions } from "./backend/no-options.ts";
export {
  type Configuration,
  configurationKeys,
  defaultConfiguration,
  type LogLevel,
  logLevels,
  type PartialConfiguration,
  type RerankerConfiguration,
  type StoreConfiguration,
} from "./config/configuration.ts";
export {
  type ConfigurableEngine,
  configurationJsonSchema,
  type JsonSchema,
} from "./config/configuration-json-schema.ts";
export {
  type ConfigurationSources,
  configurationFile,
  loadConfiguration,
} from "./config/load-configuration.ts";
export { type ConfigurationOrigin, parseConfiguration } from "./config/parse-configuration.ts";
export { userCacheDirectory, userConfigurationDirectory } from "./config/user-directories.ts";
export type { BackendCheck, BackendSubject, LoadedSubject } from "./conformance/checks/subject.ts";
export { BackendCheckFailed } from "./conformance/checks/subject.ts";
export { cosineDistance } from "./conformance/distance.ts";
export { type Diagnosis, diagnosePatient, diagnoseVectors } from "./conformance/doctor/diagnose-patient.ts";
export { doctorTexts } from "./conformance/doctor/doctor-texts.ts";
export { type Examination, examine, type Patient } from "./conformance/doctor/examine.ts";
export { type Certainty, cosineText, type Finding } from "./conformance/doctor/finding.ts";
export { type Measured, type RankedCandidate, rankCandidates } from "./conformance/doctor/rank-candidates.ts";
export type { RankChange } from "./conformance/doctor/rank-change.ts";
export { makeProbes } from "./conformance/make-probes.ts";
export { type Reference, ReferencePipelines } from "./conformance/pipelines/reference-pipelines.ts";
export {
  formatProbeSet,
  type Probe,
  type ProbeSet,
  parseProbeSet,
  probesFile,
} from "./conformance/probe-set.ts";
export { probeTexts } from "./conformance/probe-texts.ts";
export { ProvenEmbedder } from "./conformance/proven-embedder.ts";
export { readProbes } from "./conformance/read-probes.ts";
export { assertProbesPassed, type ProbeReport, runProbes } from "./conformance/run-probes.ts";
export { backendChecks, type TestFramework, testBackend } from "./conformance/test-backend.ts";
export { toleranceOf } from "./conformance/tolerance.ts";
export { createEmbedder, type EmbedderParts } from "./embedder/create-embedder.ts";
export type {
  Embeddings,
  EmbedOptions,
  TextEmbedder,
  TokenizedInput,
  TokenUsage,
} from "./embedder/text-embedder.ts";
export { breathe, TimeSlice } from "./embedder/time-slice.ts";
export {
  type ErrorName,
  errorCodes,
  IsovecError,
  type IsovecErrorOptions,
  throwIfCancelled,
} from "./errors/isovec-error.ts";
export { adaptedTensors } from "./model/adapter/adapted-tensors.ts";
export {
  type AdapterConfig,
  adapterConfigFile,
  adapterWeightsFile,
  readAdapterConfig,
} from "./model/adapter/adapter-config.ts";
export { containedFile, openOrdinary } from "./model/contained-file.ts";
export { findWeights } from "./model/find-weights.ts";
export { folderFiles } from "./model/folder-files.ts";
export { type HubReference, parseHubReference, spelledReference } from "./model/hub-reference.ts";
export { isGraph } from "./model/is-graph.ts";
export { readManifest, sha256OfFile, verifyManifest } from "./model/manifest.ts";
export type {
  DenseStep,
  ModelCard,
  NormalizeStep,
  PoolingMode,
  PoolingStep,
  PostprocessStep,
  Role,
  TokenizerFiles,
} from "./model/model-card.ts";
export type { OnnxValue } from "./model/onnx/onnx-value.ts";
export { type OnnxGraph, readOnnx } from "./model/onnx/read-onnx.ts";
export { type ModelManifest, manifestFile, parseManifest } from "./model/parse-manifest.ts";
export { readModel } from "./model/read-model.ts";
export { fp32ToFp16 } from "./model/safetensors/half-precision.ts";
export type { SafetensorsType, TensorEntry } from "./model/safetensors/header.ts";
export { SafetensorsFile } from "./model/safetensors/safetensors-file.ts";
export { type TensorToWrite, writeSafetensors } from "./model/safetensors/write-safetensors.ts";
export { unproven, type VectorSpace, vectorSpaceOf, withDimensions } from "./model/vector-space.ts";
export { contributingTensors, weightsFingerprint } from "./model/weights-fingerprint.ts";
export { sha256OfWeights, weightsFiles } from "./model/weights-identity.ts";
export { writeManifest } from "./model/write-manifest.ts";
export { toBinary, toInt8 } from "./postprocess/quantize.ts";
export { padBatch, planBatches } from "./preprocess/token-budget-batches.ts";
export { createTokenizer, type TokenizerSource } from "./preprocess/tokenizer/create-tokenizer.ts";
export { type LongTexts, longestText, longText } from "./preprocess/tokenizer/long-texts.ts";
export type { TextTokenizer, TokenizedText, TokenWindow } from "./preprocess/tokenizer/text-tokenizer.ts";
