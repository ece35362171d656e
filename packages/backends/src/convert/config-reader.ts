import { join } from "node:path";
import { IsovecError, type ModelCard } from "@isovec/core";

type Values = Readonly<Record<string, unknown>>;

/** Reads config.json for an architecture and names the key when it does not fit. A key that is null counts as absent. */
export class ConfigReader {
  private readonly path: string;

  /**
   * @param section of config.json that is read; its keys are named with `prefix` in front
   */
  constructor(
    private readonly card: ModelCard,
    private readonly section: Values = card.config,
    private readonly prefix = "",
  ) {
    this.path = join(card.directory, "config.json");
  }

  has(key: string): boolean {
    return (this.section[key] ?? undefined) !== undefined;
  }

  /** The first of several spellings that is there, otherwise the first of them. */
  spelling(key: string, ...others: readonly string[]): string {
    return [key, ...others].find((name) => this.has(name)) ?? key;
  }

  /** @throws IsovecError `ModelCorrupt` when it is no positive integer. */
  count(key: string, byDefault?: number): number {
    const value = this.section[key] ?? byDefault;
    if (typeof value === "number" && Number.isInteger(value) && value > 0) return value;
    throw this.unusable(key, value, "a positive integer");
  }

  /** @throws IsovecError `ModelCorrupt` when it is there but no integer from 0 on. */
  index(key: string, byDefault: number): number {
    const value = this.section[key] ?? byDefault;
    if (typeof value === "number" && Number.isInteger(value) && value >= 0) return value;
    throw this.unusable(key, value, "an integer from 0 on");
  }

  /** @throws IsovecError `ModelCorrupt` when it is there but no positive number. */
  positive(key: string, byDefault: number): number {
    const value = this.section[key] ?? byDefault;
    if (typeof value === "number" && Number.isFinite(value) && value > 0) return value;
    throw this.unusable(key, value, "a positive number");
  }

  /** @throws IsovecError `ModelCorrupt` when it is there but neither true nor false. */
  flag(key: string, byDefault: boolean): boolean {
    const value = this.section[key] ?? byDefault;
    if (typeof value === "boolean") return value;
    throw this.unusable(key, value, "true or false");
  }

  /** The value, or `byDefault` where the key is absent: transformers' own default of the architecture. */
  word(key: string, byDefault: string): string {
    const value = this.section[key] ?? byDefault;
    if (typeof value === "string") return value;
    throw this.unusable(key, value, "a string");
  }

  /** @throws IsovecError `ModelCorrupt` when it is there but no list of strings. */
  words(key: string): readonly string[] | undefined {
    const value = this.section[key] ?? undefined;
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every((word) => typeof word === "string")) return value;
    throw this.unusable(key, value, "a list of strings");
  }

  /** An object inside of this one. @throws IsovecError `ModelCorrupt` when it is there but no object. */
  object(key: string): ConfigReader | undefined {
    const value = this.section[key] ?? undefined;
    if (value === undefined) return undefined;
    if (typeof value === "object" && !Array.isArray(value)) {
      return new ConfigReader(this.card, value as Values, `${this.prefix}${key}.`);
    }
    throw this.unusable(key, value, "an object");
  }

  /** What the converter cannot express, as opposed to what is broken. */
  unsupported(key: string, value: unknown, supported: string): IsovecError {
    return new IsovecError(
      "BackendUnavailable",
      `${this.path}: ${this.prefix}${key} ${JSON.stringify(value)} cannot be converted; known is ${supported}.`,
      { remedy: "Choose another model." },
    );
  }

  /** What is broken: a value that no checkpoint of the architecture can have. */
  unusable(key: string, value: unknown, wanted: string): IsovecError {
    return new IsovecError(
      "ModelCorrupt",
      `${this.path}: ${this.prefix}${key} is ${JSON.stringify(value)}, not ${wanted}.`,
      {
        remedy: "Fetch the model again.",
      },
    );
  }
}
