import { type EngineId, engineIds } from "../engine/engine-id.ts";
import type { EngineReport } from "../engine/load-engine.ts";
import type { EmbeddedReply } from "../worker/messages.ts";

/** An engine that has passed its probes. */
export interface PassedEngine {
  readonly report: EngineReport;
  embed(texts: readonly string[], role: "query" | "document"): Promise<EmbeddedReply>;
}

/**
 * The engines that passed, and which of them is used: what the reader chose, else the fastest that computes the
 * transformer. The table of tokens is faster than all and serves only while there is nothing better.
 */
export class EngineChoice {
  private readonly passed: Map<EngineId, PassedEngine> = new Map();
  private asked: EngineId | undefined;

  add(engine: PassedEngine): void {
    this.passed.set(engine.report.engine, engine);
  }

  has(id: EngineId): boolean {
    return this.passed.has(id);
  }

  remove(id: EngineId): void {
    this.passed.delete(id);
    if (this.asked === id) this.asked = undefined;
  }

  /** The reader's own choice. */
  ask(id: EngineId): void {
    this.asked = id;
  }

  get used(): PassedEngine | undefined {
    const asked = this.asked && this.passed.get(this.asked);
    if (asked !== undefined) return asked;
    const [fastest] = [...this.passed.values()]
      .filter(({ report }) => report.engine !== "static")
      .sort((a, b) => b.report.tokensPerSecond - a.report.tokensPerSecond);
    return fastest ?? this.passed.get("static");
  }

  /** Who embeds, in this order: the table takes no time, so that an answer need not wait for the used engine. */
  get embedders(): readonly PassedEngine[] {
    return [this.passed.get("static"), this.used].filter((engine) => engine !== undefined);
  }

  /**
   * Who answers a query: the used engine, or another one until the used one has embedded everything.
   * @param isCovered whether every passage has a vector in the space
   */
  serving(isCovered: (space: string) => boolean): PassedEngine | undefined {
    const others = engineIds.map((id) => this.passed.get(id));
    return [this.used, ...others].find((engine) => engine !== undefined && isCovered(engine.report.space));
  }
}
