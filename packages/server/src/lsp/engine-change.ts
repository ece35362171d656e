import { IsovecError, type PartialConfiguration } from "@isovec/core";
import type {
  BackendListResult,
  BackendMeasurement,
  BackendMeasureParams,
  BackendSelectParams,
} from "@isovec/core/protocol";
import { Measurements } from "../parity/measurements.ts";
import { listBackends, type Refusal, refusalOf, selection } from "./backend-requests.ts";
import type { Engines } from "./engines.ts";
import type { ServerReports } from "./server-reports.ts";

export interface EngineChangeOptions {
  readonly engines: Engines;
  readonly reports: ServerReports;
  /** The engine that a configuration names, or nothing when it cannot be read. */
  readonly engineNamedBy: (overrides: PartialConfiguration) => Promise<string | undefined>;
  /** Another engine serves; its index may be another one. */
  readonly onChanged: () => void;
}

/** Another engine on a client's word or by the configuration, and what is remembered of one that was refused. */
export class EngineChange {
  private refusal: Refusal | undefined;

  constructor(private readonly options: EngineChangeOptions) {}

  /** `backend/list` */
  list(): Promise<BackendListResult> {
    return listBackends(this.options.engines, this.refusal);
  }

  /** `backend/select`. @throws why the new engine is refused; the old one serves on then */
  async select(chosen: BackendSelectParams): Promise<BackendListResult> {
    await this.change(selection(chosen), chosen.id);
    return this.list();
  }

  /** `backend/measure`. @throws why the engine is refused, which is remembered as a refused choice is */
  async measure(chosen: BackendMeasureParams): Promise<BackendMeasurement> {
    // Imported when asked for, as the engines are.
    const { measureBackend } = await import("./backend-measurement.ts");
    try {
      return await this.options.engines.beside(selection(chosen), async (source) => {
        const measurement = await measureBackend(source);
        new Measurements(source.cacheDirectory).keep(chosen.id, measurement);
        if (this.refusal?.id === chosen.id) this.refusal = undefined;
        return measurement;
      });
    } catch (error) {
      // An engine of another space works, though there is nothing to hold it against.
      const works = IsovecError.is(error) && error.name === "VectorSpaceMismatch";
      if (!works) this.refusal = refusalOf(chosen.id, error);
      throw error;
    }
  }

  /** What is configured now outranks what a client has chosen before. A refusal is reported; nobody waits for it. */
  async followConfiguration(): Promise<void> {
    await this.change({}, undefined).catch(() => undefined);
  }

  private async change(overrides: PartialConfiguration, id: string | undefined): Promise<void> {
    const { engines, reports, engineNamedBy, onChanged } = this.options;
    try {
      const wasRefused = this.refusal !== undefined;
      const isAnother = await engines.change(overrides);
      this.refusal = undefined;
      if (!isAnother) {
        // The end of the refresh takes back what was said of the refusal.
        if (wasRefused) onChanged();
        return;
      }
      await reports.serves({ quiescent: false, message: "The engine has changed, the index follows" });
      onChanged();
    } catch (error) {
      const chosen = id ?? (await engineNamedBy(overrides));
      if (chosen !== undefined) this.refusal = refusalOf(chosen, error);
      await reports.refused(error);
      throw error;
    }
  }
}
