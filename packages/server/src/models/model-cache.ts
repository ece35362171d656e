import { join } from "node:path";
import {
  type Configuration,
  loadConfiguration,
  userCacheDirectory,
  userConfigurationDirectory,
} from "@isovec/core";

/** Folder for models that were pulled and for files derived from checkpoints. */
export function modelCacheDirectory({ cacheDirectory }: Pick<Configuration, "cacheDirectory">): string {
  return cacheDirectory ?? join(userCacheDirectory(), "models");
}

/** That of the user's own configuration, for commands that are about no workspace. */
export async function userModelCache(file?: string): Promise<string> {
  return modelCacheDirectory(await loadConfiguration({ userDirectory: userConfigurationDirectory(), file }));
}
