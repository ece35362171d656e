import { findBackend } from "@isovec/backends";
import {
  type BackendDtype,
  type BackendLoadOptions,
  type BackendProvider,
  type Configuration,
  dtypeOf,
  IsovecError,
} from "@isovec/core";

/** The configured engine and how it is to be loaded. */
export interface EngineChoice {
  readonly provider: BackendProvider;
  readonly dtype: BackendDtype;
  readonly options: BackendLoadOptions;
}

function unknownValue(key: string, value: string, backend: string, known: readonly string[]): IsovecError {
  return new IsovecError(
    "ConfigurationInvalid",
    `${key}: ${backend} has no ${key} ${JSON.stringify(value)}.`,
    {
      remedy: `It has: ${known.join(", ")}.`,
    },
  );
}

/**
 * Holds the configuration against what the engine has.
 * @throws IsovecError `ConfigurationInvalid` that names the key and lists the known values.
 */
export function chooseEngine(
  configuration: Configuration,
  common: Pick<BackendLoadOptions, "cacheDirectory" | "onProgress">,
): EngineChoice {
  const { backend, device, threads, backendOptions } = configuration;
  const provider = findBackend(backend);
  const dtype = dtypeOf(provider, configuration.dtype);
  if (dtype === undefined) {
    const known = provider.dtypes.map(({ name }) => name);
    throw unknownValue("dtype", configuration.dtype ?? "", backend, known);
  }
  if (device !== undefined && !provider.devices.includes(device)) {
    throw unknownValue("device", device, backend, provider.devices);
  }
  const options: BackendLoadOptions = {
    ...common,
    dtype: dtype.name,
    device: device ?? provider.devices[0],
    ...(threads !== undefined && { threads }),
    ...(backendOptions !== undefined && { options: backendOptions }),
  };
  return { provider, dtype, options };
}
