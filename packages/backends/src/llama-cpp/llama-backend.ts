import {
  assertTokenBatch,
  type BackendCapabilities,
  type BackendDtype,
  IsovecError,
  type ModelCard,
  type PassPriority,
  type TextVectors,
  type TokenBackend,
  type TokenBatch,
} from "@isovec/core";
import { SessionQueue } from "../engine-process/session-queue.ts";
import type { LlamaSession } from "./llama-session.ts";

/** What the engine holds a batch against. */
export interface LlamaLimits extends Pick<ModelCard, "name" | "vocabularySize" | "maxTokens" | "hiddenSize"> {
  /** A token that has no position of its own in the model; llama.cpp counts every token. */
  readonly positionlessToken?: number | undefined;
}

/** Tokens of a pass for each thread: enough that none waits long for the last text, and a cancellation is soon heeded. */
const tokensPerThread = 512;

/** The ids of each text without its padding: llama.cpp computes one text at a time, and alone is as in a batch. */
function textsOf({ batch, sequence, inputIds, attentionMask }: TokenBatch): Int32Array[] {
  return Array.from({ length: batch }, (_, row) => {
    const start = row * sequence;
    const length = attentionMask.subarray(start, start + sequence).reduce((sum, bit) => sum + bit, 0);
    return inputIds.slice(start, start + length);
  });
}

/** llama.cpp on the CPU, in a process of its own. Passes run one after the other, the texts of a pass side by side. */
export class LlamaBackend implements TokenBackend {
  readonly specificationVersion = 1;
  readonly input = "tokens";
  readonly id = "llama-cpp";
  readonly capabilities: BackendCapabilities;
  private readonly queue: SessionQueue<LlamaSession>;

  /**
   * @param threads texts that the session computes at once
   * @param restart loads the model again after the process has ended
   */
  constructor(
    session: LlamaSession,
    private readonly limits: LlamaLimits,
    { name, numeric }: BackendDtype,
    threads: number,
    restart: () => Promise<LlamaSession>,
  ) {
    this.queue = new SessionQueue("llama.cpp", session, restart);
    this.capabilities = {
      output: "pooled",
      device: "cpu",
      dtype: name,
      numeric,
      preferredBatchTokens: tokensPerThread * threads,
    };
  }

  /**
   * One pass: pooled vectors, not normalised. A cancelled one that has begun is carried to its end.
   * @throws IsovecError `Cancelled`, `InputInvalid`, `BackendUnavailable`
   */
  async forward(tokens: TokenBatch, signal?: AbortSignal, priority?: PassPriority): Promise<TextVectors> {
    assertTokenBatch(tokens, this.limits.vocabularySize);
    const texts = textsOf(tokens);
    this.assertComputable(tokens, texts);
    if (priority === "interactive") this.queue.keepQuiet();
    const values = await this.queue.run((session) => this.embed(session, texts), signal, priority);
    return { kind: "pooled", values, dimensions: this.limits.hiddenSize };
  }

  /** Ends the process after the passes that were asked for before. */
  dispose(): Promise<void> {
    return this.queue.dispose();
  }

  /** A text without tokens, which llama.cpp cannot be given, has the zero vector, as the mean over nothing has in core. */
  private async embed(session: LlamaSession, texts: readonly Int32Array[]): Promise<Float32Array> {
    const rows = [...texts.keys()].filter((row) => (texts[row] as Int32Array).length > 0);
    const { hiddenSize } = this.limits;
    const computed = await session.embed(rows.map((row) => texts[row] as Int32Array));
    if (rows.length === texts.length) return computed;
    const values = new Float32Array(texts.length * hiddenSize);
    for (const [index, row] of rows.entries()) {
      values.set(computed.subarray(index * hiddenSize, (index + 1) * hiddenSize), row * hiddenSize);
    }
    return values;
  }

  private assertComputable({ tokenTypeIds }: TokenBatch, texts: readonly Int32Array[]): void {
    const { name, maxTokens, positionlessToken } = this.limits;
    if (tokenTypeIds.some((type) => type !== 0)) {
      throw new IsovecError("InputInvalid", "llama.cpp knows segment 0 only, and a token has another.", {
        remedy: "Choose the backend onnx for pairs of texts.",
      });
    }
    if (positionlessToken !== undefined && texts.some((ids) => ids.includes(positionlessToken))) {
      throw new IsovecError(
        "InputInvalid",
        `A text spells out the padding token of ${name} (id ${positionlessToken}), to which llama.cpp gives a position that it does not have.`,
        { remedy: "Choose the backend onnx for such texts, or leave the token out." },
      );
    }
    const longest = Math.max(...texts.map((ids) => ids.length));
    if (longest <= maxTokens) return;
    throw new IsovecError(
      "InputInvalid",
      `A text has ${longest} tokens; ${name} takes at most ${maxTokens}.`,
      {
        remedy: "Cut the text.",
      },
    );
  }
}
