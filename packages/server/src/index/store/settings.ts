import type { Connection } from "./connection.ts";

/** Single values that belong to the whole index. */
export class Settings {
  constructor(private readonly connection: Connection) {}

  get(name: string): string | number | undefined {
    return this.connection.get<{ value: string | number }>("SELECT value FROM settings WHERE name = ?", name)
      ?.value;
  }

  set(name: string, value: string | number): void {
    this.connection.run("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", name, value);
  }

  /** Grows with every change of the index, whichever process makes it. */
  get generation(): number {
    return Number(this.get("generation") ?? 0);
  }

  /** Grows when chunks come or go, not when vectors do. */
  get chunkGeneration(): number {
    return Number(this.get("chunk generation") ?? 0);
  }

  /** Call within the transaction that makes the change. */
  countChange(what: "chunks" | "vectors"): void {
    this.set("generation", this.generation + 1);
    if (what === "chunks") this.set("chunk generation", this.chunkGeneration + 1);
  }
}
