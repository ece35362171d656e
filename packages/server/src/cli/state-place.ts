import { resolve } from "node:path";
import { type Configuration, loadConfiguration, userConfigurationDirectory } from "@isovec/core";
import { statePlace } from "../index/state-directory.ts";

interface PlaceOptions {
  readonly state?: string | undefined;
  readonly config?: string | undefined;
}

/** The user's own configuration, for a command that is about no one workspace. */
export function ownConfiguration({ state, config }: PlaceOptions): Promise<Configuration> {
  return loadConfiguration({
    userDirectory: userConfigurationDirectory(),
    file: config,
    overrides: { stateDirectory: state === undefined ? undefined : resolve(state) },
  });
}

/** The state folder of a command that is about no one workspace. */
export async function statePlaceOf(options: PlaceOptions): Promise<string> {
  return statePlace((await ownConfiguration(options)).stateDirectory);
}
