import type { HiddenStates, PassPriority, TextVectors, TokenBatch } from "@isovec/core";
import { EngineProcess } from "../engine-process/engine-process.ts";
import { type GraphOutput, readGraphInterface } from "./graph/graph-interface.ts";
import type { ExecutionProvider, SessionReply, SessionRequest } from "./session-messages.ts";

/** What was prepared and no load has taken over in this time is ended. */
const preparedMs = 30_000;

const engineNames: Readonly<Record<ExecutionProvider, string>> = { cpu: "ONNX", webgpu: "WebGPU" };

export interface GraphUse {
  /** Of one pass; undefined leaves it to the runtime: one a physical core of the machine. */
  readonly threads?: number | undefined;
  /** A process for the background, which is the default, lets others compute first. */
  readonly priority?: PassPriority;
  /** Whether the converter wrote the graph, and not who published the model. Default false. */
  readonly isConverted?: boolean;
  /** See `BackendLoadOptions`. */
  readonly onLoading?: (() => void) | undefined;
}

/** A graph loaded in a process of its own. Takes one request at a time. */
export class OnnxSession {
  /** Processes that were started before it was known for what. */
  private static readonly prepared: Map<ExecutionProvider, OnnxSession> = new Map();
  private readonly process: EngineProcess<SessionRequest, SessionReply>;
  private kind: GraphOutput["kind"] = "states";

  private constructor(private readonly executionProvider: ExecutionProvider) {
    this.process = new EngineProcess(new URL("./onnx-program.js", import.meta.url), {
      engine: engineNames[executionProvider],
      library: "ONNX Runtime",
      packageName: "onnxruntime-node",
    });
  }

  /** Starts the process; it gets ready while the caller prepares the graph's files. */
  static start(executionProvider: ExecutionProvider = "cpu"): OnnxSession {
    const prepared = OnnxSession.prepared.get(executionProvider);
    OnnxSession.prepared.delete(executionProvider);
    return prepared?.isAlive ? prepared : new OnnxSession(executionProvider);
  }

  /** Starts the process that the next `start` gives. */
  static prepare(executionProvider: ExecutionProvider = "cpu"): OnnxSession {
    const before = OnnxSession.prepared.get(executionProvider);
    if (before !== undefined) return before;
    const session = new OnnxSession(executionProvider);
    OnnxSession.prepared.set(executionProvider, session);
    const endUnused = (): void => {
      if (OnnxSession.prepared.get(executionProvider) !== session) return;
      OnnxSession.prepared.delete(executionProvider);
      void session.stop();
    };
    setTimeout(endUnused, preparedMs).unref();
    return session;
  }

  /**
   * Checks the graph's file and its weights, and loads them.
   * @throws IsovecError `BackendUnavailable`, `ModelCorrupt`; the process has ended then
   */
  async load(
    graph: string,
    { threads, priority = "background", isConverted = false, onLoading }: GraphUse = {},
  ): Promise<void> {
    try {
      const { executionProvider } = this;
      const { inputs, output } = await readGraphInterface(graph, isConverted);
      const request = { kind: "load", graph, inputs, output, threads, priority, executionProvider } as const;
      const loaded = this.process.ask(request, "loaded");
      // Should it fail while the caller prepares, nobody has missed it.
      loaded.catch(() => undefined);
      onLoading?.();
      await loaded;
      this.kind = output.kind;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  /** What the graph gives. */
  get output(): GraphOutput["kind"] {
    return this.kind;
  }

  /** False once the process is gone, whoever ended it. */
  get isAlive(): boolean {
    return this.process.isAlive;
  }

  get processId(): number | undefined {
    return this.process.processId;
  }

  /** @throws IsovecError `BackendUnavailable` when the runtime refuses the batch or the process ends. */
  async run(tokens: TokenBatch): Promise<HiddenStates | TextVectors> {
    const { values, width } = await this.process.ask({ kind: "run", tokens }, "output");
    if (this.kind === "states") return { kind: "states", values, hidden: width };
    return { kind: "vectors", values, dimensions: width };
  }

  /** Ends the process and waits until it is gone. */
  stop(): Promise<void> {
    return this.process.stop();
  }
}
