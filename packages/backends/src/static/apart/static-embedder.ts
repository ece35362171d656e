import {
  type Embeddings,
  type EmbedOptions,
  IsovecError,
  type ModelCard,
  type TextEmbedder,
  type TokenUsage,
  type VectorSpace,
  vectorSpaceOf,
} from "@isovec/core";
import { EngineProcess } from "../../engine-process/engine-process.ts";
import { SessionQueue } from "../../engine-process/session-queue.ts";
import type { StaticReply, StaticRequest } from "./messages.ts";

/** The tokenizer takes some tens of megabytes; a process that nobody has asked for so long is ended. */
const idleMs = 30_000;

/** Some milliseconds of work. A pass cannot be interrupted: this is what a question waits for. */
const textsInPass = 16;

type StaticProcess = EngineProcess<StaticRequest, StaticReply>;

async function start(directory: string): Promise<StaticProcess> {
  const names = { engine: "static", library: "The static model", packageName: "@isovec/backends" };
  const process: StaticProcess = new EngineProcess(new URL("./static-program.js", import.meta.url), names);
  try {
    await process.ask({ kind: "load", directory }, "loaded");
    return process;
  } catch (error) {
    await process.stop();
    throw error;
  }
}

/** What a text embedder is to who only wants vectors. */
export type VectorSource = Pick<TextEmbedder, "vectorSpace" | "modelName" | "embed" | "dispose">;

/** See `startStaticEmbedder`. */
class StaticEmbedder implements VectorSource {
  readonly vectorSpace: VectorSpace;
  readonly modelName: string;
  private readonly queue: SessionQueue<StaticProcess>;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    card: ModelCard,
    private session: StaticProcess,
  ) {
    this.vectorSpace = vectorSpaceOf(card);
    this.modelName = card.name;
    this.queue = new SessionQueue("static", session, async () => {
      this.session = await start(card.directory);
      return this.session;
    });
  }

  async embed(
    texts: readonly string[],
    { role, dimensions, priority, signal }: EmbedOptions,
  ): Promise<Embeddings> {
    const own = this.vectorSpace.dimensions;
    if (dimensions !== undefined && dimensions !== own) {
      throw new IsovecError(
        "InputInvalid",
        `dimensions is ${dimensions}, but the vectors of ${this.modelName} have ${own}.`,
        { remedy: "Leave dimensions out." },
      );
    }
    const asked = {
      priority: priority ?? (role === "query" ? "interactive" : "background"),
      signal,
    } as const;
    const vectors = new Float32Array(texts.length * own);
    const usage: TokenUsage[] = [];
    for (let first = 0; first < texts.length; first += textsInPass) {
      const some = texts.slice(first, first + textsInPass);
      const done = await this.pass(
        (session) => session.ask({ kind: "embed", texts: some, role }, "embedded"),
        asked,
      );
      vectors.set(done.vectors, first * own);
      for (const one of done.usage) usage.push(one);
    }
    return { vectors, dimensions: own, usage };
  }

  dispose(): Promise<void> {
    clearTimeout(this.idle);
    return this.queue.dispose();
  }

  private async pass<Result>(
    work: (session: StaticProcess) => Promise<Result>,
    { priority, signal }: Pick<EmbedOptions, "priority"> & { readonly signal: AbortSignal | undefined },
  ): Promise<Result> {
    clearTimeout(this.idle);
    try {
      return await this.queue.run(work, signal, priority);
    } finally {
      clearTimeout(this.idle);
      this.idle = setTimeout(() => void this.session.stop(), idleMs).unref();
    }
  }
}

/**
 * A static model in a process of its own, which ends when nobody asks and is started again by the next question. Texts
 * of a query go before those of documents.
 * @param card of architecture `static`
 * @throws IsovecError `ModelCorrupt`, `BackendUnavailable`
 */
export async function startStaticEmbedder(card: ModelCard): Promise<VectorSource> {
  return new StaticEmbedder(card, await start(card.directory));
}
