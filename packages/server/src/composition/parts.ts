import type { Configuration } from "@isovec/core";
import type { Scope } from "./scope.ts";

/** What has been put together, for one owner or shared by several. */
export type Parts = Pick<Scope, "resolve" | "dispose">;

/** The parts of one configuration, in which those of folders lie. */
export interface EngineParts extends Parts {
  /** Those of one folder; they end with these at the latest. */
  folder(root: string): Parts;
}

export interface Composer {
  compose(configuration: Configuration): EngineParts;
}
