import { join } from "node:path";
import { IsovecError, type ModelCard } from "@isovec/core";

/** Reads config.json for an architecture and names the key when it does not fit. */
export class ConfigReader {
  private readonly path: string;

  constructor(private readonly card: ModelCard) {
    this.path = join(card.directory, "config.json");
  }

  /** @throws IsovecError `ModelCorrupt` when it is no positive integer. */
  count(key: string): number {
    const value = this.card.config[key];
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    throw this.unusable(key, value, "a positive integer");
  }

  /** @throws IsovecError `ModelCorrupt` when it is there but no positive number. */
  positive(key: string, byDefault: number): number {
    const value = this.card.config[key] ?? byDefault;
    if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
    throw this.unusable(key, value, "a positive number");
  }

  /** The value, or `byDefault` where the key is absent: transformers' own default of the architecture. */
  word(key: string, byDefault: string): string {
    const value = this.card.config[key] ?? byDefault;
    if (typeof value === "string") return value;
    throw this.unusable(key, value, "a string");
  }

  /** What the converter cannot express, as opposed to what is broken. */
  unsupported(key: string, value: unknown, supported: string): IsovecError {
    return new IsovecError(
      "BackendUnavailable",
      `${this.path}: ${key} ${JSON.stringify(value)} cannot be converted; known is ${supported}.`,
      { remedy: "Choose another model." },
    );
  }

  /** What is broken: a value that no checkpoint of the architecture can have. */
  unusable(key: string, value: unknown, wanted: string): IsovecError {
    return new IsovecError(
      "ModelCorrupt",
      `${this.path}: ${key} is ${JSON.stringify(value)}, not ${wanted}.`,
      {
        remedy: "Fetch the model again.",
      },
    );
  }
}
