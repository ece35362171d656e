export { type ImportedModel, type ImportOptions, importBundle } from "./bundle/import-bundle.ts";
export { type BundleOptions, type WrittenBundle, writeBundle } from "./bundle/write-bundle.ts";
export type { PullProgress } from "./hub/fetch-files.ts";
export { type HubSettings, hubSettings } from "./hub/hub-settings.ts";
export { type PulledModel, type PullOptions, pullModel } from "./pull-model.ts";
export { ModelStore } from "./store/model-store.ts";
export { removeStoredModels, type StoredModel, storedModels } from "./store/pulled-models.ts";
