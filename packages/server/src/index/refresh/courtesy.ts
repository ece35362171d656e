import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { join } from "node:path";

/** A plug is pulled now and then, not every second. */
const powerReadForMs = 15_000;
/** So many times the cores want to compute: somebody else does, for an engine takes the cores once. */
const busyLoad = 2;
const longestRestMs = 2_500;

export interface CourtesyOptions {
  /** Where Linux tells of batteries. Elsewhere the folder is not there, and no battery is seen. */
  readonly powerSupplies?: string;
  /** Processes that compute or want to, over the last minute; 0 where the system does not tell. */
  readonly load?: () => number;
  readonly cores?: number;
}

/** Whether the background work should step back: on battery, or beside others who need the cores. */
export class Courtesy {
  readonly #powerSupplies: string;
  readonly #load: () => number;
  readonly #cores: number;
  #onBattery = false;
  #powerReadMs = Number.NEGATIVE_INFINITY;

  constructor({
    powerSupplies = "/sys/class/power_supply",
    load = () => loadavg()[0] ?? 0,
    cores = availableParallelism(),
  }: CourtesyOptions = {}) {
    this.#powerSupplies = powerSupplies;
    this.#load = load;
    this.#cores = cores;
  }

  /** How long to rest after work of so many milliseconds: as long as that, or not at all. */
  restMs(tookMs: number, nowMs: number = performance.now()): number {
    const isCalledFor = this.#load() > busyLoad * this.#cores || this.#isOnBattery(nowMs);
    return isCalledFor ? Math.min(tookMs, longestRestMs) : 0;
  }

  #isOnBattery(nowMs: number): boolean {
    if (nowMs - this.#powerReadMs > powerReadForMs) {
      this.#powerReadMs = nowMs;
      this.#onBattery = this.#anyDischarges();
    }
    return this.#onBattery;
  }

  #anyDischarges(): boolean {
    try {
      return readdirSync(this.#powerSupplies).some((name) => {
        const read = (what: string) => readFileSync(join(this.#powerSupplies, name, what), "utf8").trim();
        try {
          return read("type") === "Battery" && read("status") === "Discharging";
        } catch {
          return false;
        }
      });
    } catch {
      return false;
    }
  }
}
