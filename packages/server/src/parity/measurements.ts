import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type BackendMeasurement, backendMeasurement } from "@isovec/core/protocol";
import { z } from "zod";

const kept: z.ZodType<Readonly<Record<string, BackendMeasurement>>> = z.record(
  z.string(),
  backendMeasurement,
);

/** The last measurement of each engine with each model, kept for all servers of a user. */
export class Measurements {
  private readonly file: string;

  /** @param directory for files that may be deleted and made again */
  constructor(private readonly directory: string) {
    this.file = join(directory, "measurements.json");
  }

  of(backend: string, model: string): BackendMeasurement | undefined {
    return this.read()[`${backend} ${model}`];
  }

  keep(backend: string, measurement: BackendMeasurement): void {
    const all = { ...this.read(), [`${backend} ${measurement.model}`]: measurement };
    try {
      mkdirSync(this.directory, { recursive: true });
      // Another server never reads half of it.
      const own = `${this.file}.${process.pid}`;
      writeFileSync(own, JSON.stringify(all));
      renameSync(own, this.file);
    } catch {
      // A cache that cannot be written forgets; the measurement itself has been answered.
    }
  }

  private read(): Readonly<Record<string, BackendMeasurement>> {
    try {
      const { data = {} } = kept.safeParse(JSON.parse(readFileSync(this.file, "utf8")));
      return data;
    } catch {
      return {};
    }
  }
}
