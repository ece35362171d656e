import { type EngineId, engineIds } from "../engine/engine-id.ts";

export interface AskedEngines {
  readonly engines: readonly EngineId[];
  /** A sentence for the reader, where the address asks for what there is not. */
  readonly objection?: string;
}

/**
 * The engines that the page's address asks for, all without a wish: `?engines=wasm,static`.
 * @param search the address's part from `?` on
 */
export function askedEngines(search: string): AskedEngines {
  const wish = new URLSearchParams(search).get("engines");
  if (wish === null) return { engines: engineIds };
  const names = wish.split(",");
  const unknown = names.filter((name) => !engineIds.some((id) => id === name));
  if (unknown.length === 0) return { engines: engineIds.filter((id) => names.includes(id)) };
  return {
    engines: engineIds,
    objection: `The address asks for the engine ${unknown.join(", ")}; there are ${engineIds.join(", ")}. All are loaded.`,
  };
}
