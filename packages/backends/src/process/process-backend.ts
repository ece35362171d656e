import {
  type BackendCapabilities,
  type BackendOutput,
  type EmbeddingBackend,
  Gate,
  IsovecError,
  type ModelCard,
  type PassPriority,
  type TextVectors,
  type TokenBatch,
  throwIfCancelled,
} from "@isovec/core";
import type { PluginEmbedParams } from "@isovec/core/protocol";
import { padded, rowsOf, tokenParams, valuesOf } from "./embed-message.ts";
import type { PluginSession } from "./plugin-session.ts";
import type { PluginSupervisor } from "./plugin-supervisor.ts";

export interface ProcessBackendParts {
  readonly plugin: string;
  readonly card: ModelCard;
  readonly supervisor: PluginSupervisor<PluginSession>;
  /** What the plugin said first; a later run that says something else is refused. */
  readonly session: PluginSession;
  readonly timeoutMs: number;
}

/** Tokens of a batch where the plugin does not say what it is fastest with: as the ONNX engine. */
const preferredBatchTokens = 512;

function assertKnownIds({ inputIds, tokenTypeIds }: TokenBatch, vocabularySize: number): void {
  const stray = inputIds.find((id) => id < 0 || id >= vocabularySize);
  if (stray !== undefined) {
    throw new IsovecError("InputInvalid", `Token id ${stray} is not in 0 to ${vocabularySize - 1}.`, {
      remedy: "The tokenizer and the weights belong to different models: fetch the model again.",
    });
  }
  if (tokenTypeIds.some((type) => type !== 0)) {
    throw new IsovecError("InputInvalid", "A plugin takes single texts, whose segment ids are all 0.");
  }
}

/** Sends a batch to whichever run of the plugin serves. */
class PluginCalls {
  private readonly gate: Gate;
  private readonly underWay = new Set<Promise<unknown>>();
  private disposal: Promise<void> | undefined;

  constructor(private readonly parts: ProcessBackendParts) {
    this.gate = new Gate(parts.session.capabilities.concurrency ?? 1);
  }

  async embed(
    inputs: Omit<PluginEmbedParams, "modelId" | "encoding">,
    { texts, rows }: { readonly texts: number; readonly rows: number },
    signal = new AbortController().signal,
    priority?: PassPriority,
  ): Promise<Float32Array> {
    const { plugin } = this.parts;
    if (this.disposal !== undefined) {
      throw new IsovecError("BackendUnavailable", `The plugin ${plugin} has been disposed.`, {
        remedy: "Load the model again.",
      });
    }
    throwIfCancelled(signal);
    const call = this.gate.pass(() => this.ask(inputs, texts, rows, signal), signal, priority);
    const settled = call.catch(() => undefined);
    this.underWay.add(settled);
    try {
      return await call;
    } catch (error) {
      // The gate rejects a wait that is cancelled with the signal's own reason.
      if (!IsovecError.is(error)) throwIfCancelled(signal);
      throw error;
    } finally {
      this.underWay.delete(settled);
    }
  }

  dispose(): Promise<void> {
    this.disposal ??= Promise.all(this.underWay).then(() => this.parts.supervisor.dispose());
    return this.disposal;
  }

  private async ask(
    inputs: Omit<PluginEmbedParams, "modelId" | "encoding">,
    texts: number,
    rows: number,
    signal: AbortSignal,
  ): Promise<Float32Array> {
    const { plugin, supervisor, session: first, timeoutMs } = this.parts;
    const { process, session } = await supervisor.loaded();
    throwIfCancelled(signal);
    if (JSON.stringify(session.capabilities) !== JSON.stringify(first.capabilities)) {
      throw new IsovecError(
        "BackendUnavailable",
        `The plugin ${plugin} has other capabilities than before it crashed.`,
        {
          remedy: "Load the model again.",
        },
      );
    }
    const encoding = session.capabilities.encodings[0] ?? "base64";
    const params = { modelId: session.modelId, encoding, ...inputs };
    const answer = await process.embed(params, timeoutMs, signal);
    return valuesOf(plugin, answer, { texts, rows, width: session.width });
  }
}

/** A plugin behind the backend contract. */
export function processBackend(parts: ProcessBackendParts): EmbeddingBackend {
  const { capabilities: said, width } = parts.session;
  const calls = new PluginCalls(parts);
  const capabilities: BackendCapabilities = {
    output: said.output,
    device: said.device,
    dtype: said.dtype,
    numeric: said.numeric,
    preferredBatchTokens: said.maxBatchTokens ?? preferredBatchTokens,
    concurrency: said.concurrency ?? 1,
    ...(said.maxBatch !== undefined && { maxBatchTexts: said.maxBatch }),
  };
  const base = {
    specificationVersion: 1,
    id: "process",
    capabilities,
    dispose: () => calls.dispose(),
  } as const;
  if (said.input === "text") {
    const kind: TextVectors["kind"] = said.output === "vectors" ? "vectors" : "pooled";
    return {
      ...base,
      input: "text",
      forward: async (texts, signal, priority) => {
        const inputs = { texts: texts.map((text) => text.toWellFormed()) };
        const wanted = { texts: texts.length, rows: texts.length };
        const values = await calls.embed(inputs, wanted, signal, priority);
        return { kind, values, dimensions: width };
      },
    };
  }
  const encoding = said.encodings[0] ?? "base64";
  return {
    ...base,
    input: "tokens",
    forward: async (tokens, signal, priority): Promise<BackendOutput> => {
      assertKnownIds(tokens, parts.card.vocabularySize);
      const rows = rowsOf(tokens);
      const inputs = tokenParams(rows, encoding);
      const total = rows.reduce((sum, { length }) => sum + length, 0);
      const wanted = { texts: rows.length, rows: said.output === "states" ? total : rows.length };
      const values = await calls.embed(inputs, wanted, signal, priority);
      if (said.output !== "states") return { kind: said.output, values, dimensions: width };
      return { kind: "states", values: padded(values, rows, tokens.sequence, width), hidden: width };
    },
  };
}
