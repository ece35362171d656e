import { type Configuration, defaultConfiguration } from "@isovec/core";
import { type BundledModel, listBundledModels } from "./bundled-models.ts";

const staticDefault = { model: "all-MiniLM-L6-v2-static", backend: "static" } as const;

/**
 * What an installation without the transformer's checkpoint computes by when nobody has chosen otherwise: the static
 * model, which needs no native library. The packages for machines without ONNX Runtime are such installations.
 */
export function withInstalledModel(
  configuration: Configuration,
  bundled: readonly BundledModel[] = listBundledModels(),
): Configuration {
  const isChosen =
    configuration.model !== defaultConfiguration.model ||
    configuration.backend !== defaultConfiguration.backend;
  if (isChosen) return configuration;
  const isInstalled = bundled.some(
    ({ name, directory }) => name === configuration.model && directory !== undefined,
  );
  return isInstalled ? configuration : { ...configuration, ...staticDefault };
}
