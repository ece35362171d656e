import { resolve } from "node:path";
import { loadConfiguration, userConfigurationDirectory } from "@isovec/core";
import { statePlace } from "../index/state-directory.ts";

/** The state folder of a command that is about no one workspace. */
export async function statePlaceOf({
  state,
  config,
}: {
  readonly state?: string | undefined;
  readonly config?: string | undefined;
}): Promise<string> {
  const { stateDirectory } = await loadConfiguration({
    userDirectory: userConfigurationDirectory(),
    file: config,
    overrides: { stateDirectory: state === undefined ? undefined : resolve(state) },
  });
  return statePlace(stateDirectory);
}
