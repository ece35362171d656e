import { type Configuration, defaultConfiguration } from "@isovec/core";
import { type BundledModel, listBundledModels } from "./bundled-models.ts";

/** The default is an adapter, which needs its base. */
const transformer: readonly string[] = [defaultConfiguration.model, "all-MiniLM-L6-v2"];
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
  const isInstalled = transformer.every((wanted) =>
    bundled.some(({ name, directory }) => name === wanted && directory !== undefined),
  );
  return isInstalled ? configuration : { ...configuration, ...staticDefault };
}
