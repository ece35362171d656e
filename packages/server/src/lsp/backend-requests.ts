import { IsovecError, type PartialConfiguration } from "@isovec/core";
import type { BackendListResult, BackendSelectParams } from "@isovec/core/protocol";
import { Measurements } from "../parity/measurements.ts";
import type { Engines } from "./engines.ts";

/** What a refused change of engine leaves behind for `backend/list`. */
export interface Refusal {
  readonly id: string;
  readonly message: string;
}

/** `backend/list` */
export async function listBackends(
  engines: Engines,
  refusal: Refusal | undefined,
): Promise<BackendListResult> {
  // Imported when asked for: whoever starts the server waits for what is imported at once.
  const { backendProviders } = await import("@isovec/backends");
  const active = await engines.active().catch(() => undefined);
  const serving = await active?.source.embedder().catch(() => undefined);
  const card = await active?.source.card().catch(() => undefined);
  const measurements = active && new Measurements(active.source.cacheDirectory);
  const measuredOf = (id: string): Pick<BackendListResult["backends"][number], "measured"> => {
    const measured = card && measurements?.of(id, card.name);
    return measured === undefined ? {} : { measured };
  };
  return {
    backends: backendProviders.map(({ id, description, dtypes, devices }) => ({
      id,
      description,
      dtypes: dtypes.map(({ name }) => name),
      devices: [...devices],
      state: serving?.backendId === id ? "active" : "idle",
      ...(refusal?.id === id && { lastError: refusal.message }),
      ...measuredOf(id),
    })),
    ...(serving !== undefined && {
      active: {
        id: serving.backendId,
        model: serving.modelName,
        device: serving.device,
        vectorSpace: serving.vectorSpace.id,
      },
    }),
  };
}

/** The configuration that a client's choice stands for; what it leaves out is the engine's default. */
export function selection({ id, model, dtype, device }: BackendSelectParams): PartialConfiguration {
  return { backend: id, dtype, device, ...(model !== undefined && { model }) };
}

export function refusalOf(id: string, error: unknown): Refusal {
  if (!IsovecError.is(error)) return { id, message: "The engine failed; the server's log has the details." };
  return { id, message: [error.message, error.remedy].filter(Boolean).join(" ") };
}
