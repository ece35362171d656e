import type { BackendListResult } from "@isovec/core/protocol";

/** One engine in the list to choose from. Structurally a `QuickPickItem`. */
export interface EngineRow {
  readonly label: string;
  /** What serves with it, or where it could compute. */
  readonly description: string;
  /** Why it was refused when it was last chosen, or what it is. */
  readonly detail: string;
  readonly id: string;
}

/** The engine that serves comes first. */
export function engineRows({ backends, active }: BackendListResult): readonly EngineRow[] {
  return backends
    .toSorted((a, b) => Number(b.state === "active") - Number(a.state === "active"))
    .map(({ id, description, devices, dtypes, state, lastError }) => ({
      id,
      label: `$(${iconOf(state, lastError)}) ${id}`,
      description:
        state === "active" && active !== undefined
          ? `serves ${active.model} on ${active.device}`
          : [devices.join(", "), dtypes.join(", ")].filter((part) => part !== "").join(" · "),
      detail: lastError ?? description,
    }));
}

function iconOf(state: "active" | "idle", lastError: string | undefined): string {
  if (state === "active") return "check";
  return lastError === undefined ? "blank" : "error";
}
