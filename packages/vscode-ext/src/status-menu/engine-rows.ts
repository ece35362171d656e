import type { BackendListResult, BackendMeasurement } from "@isovec/core/protocol";
import { t } from "@vscode/l10n";
import { grouped } from "../language.ts";

/** One engine in the list to choose from. Structurally a `QuickPickItem`. */
export interface EngineRow {
  readonly label: string;
  /** What serves with it, or where it could compute; then its speed and parity as they were measured last. */
  readonly description: string;
  /** Why it was refused when it was last chosen or measured, or what it is. */
  readonly detail: string;
  readonly id: string;
}

type Backend = BackendListResult["backends"][number];

/**
 * The engine that serves comes first.
 *
 * @param failures why an engine could not be measured although it works, by its id
 */
export function engineRows(
  { backends, active }: BackendListResult,
  failures: ReadonlyMap<string, string> = new Map(),
): readonly EngineRow[] {
  return backends
    .toSorted((a, b) => Number(b.state === "active") - Number(a.state === "active"))
    .map((backend) => {
      const { id, description, state, lastError, measured } = backend;
      const place =
        state === "active" && active !== undefined
          ? t("serves {0} on {1}", active.model, active.device)
          : placesOf(backend);
      return {
        id,
        label: `$(${iconOf(state, lastError)}) ${id}`,
        description: [place, describeMeasurement(measured)].join(" · "),
        detail: lastError ?? failures.get(id) ?? description,
      };
    });
}

function placesOf({ devices, dtypes }: Backend): string {
  return [devices.join(", "), dtypes.join(", ")].filter((part) => part !== "").join(" · ");
}

/** Speed, and how far the worst text is from the reference. */
function describeMeasurement(measured: BackendMeasurement | undefined): string {
  if (measured === undefined) return t("not measured");
  const { tokensPerSecond, largest, tolerance, idsEqual } = measured;
  const speed = t("{0} tokens/s", grouped(Math.round(tokensPerSecond)));
  const distance = largest.toExponential(0);
  if (!idsEqual) return t("{0} · other token ids than the reference", speed);
  return largest <= tolerance
    ? t("{0} · parity {1}", speed, distance)
    : t("{0} · beyond parity: {1}, {2} is allowed", speed, distance, tolerance.toExponential(0));
}

function iconOf(state: Backend["state"], lastError: string | undefined): string {
  if (state === "active") return "check";
  return lastError === undefined ? "blank" : "error";
}
