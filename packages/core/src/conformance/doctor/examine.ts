import { IsovecError } from "../../errors/isovec-error.ts";
import type { Role } from "../../model/model-card.ts";
import { cosineDistance } from "../distance.ts";
import { batchRows, type DoctorText, doctorTexts, suffixText, suffixWords } from "./doctor-texts.ts";
import type { RetrievalVectors } from "./rank-change.ts";
import { passages, questions } from "./retrieval-set.ts";

/** An engine or a server as it answers: nothing is normalised, cut or put in order for it. */
export interface Patient {
  /**
   * One request.
   * @throws IsovecError `NonFinite`, `BackendUnavailable` and others as the http engine
   */
  embed(texts: readonly string[], role: Role): Promise<Float32Array[]>;
}

/** What came back for one text: its vector, or why there is none. */
export type Answer =
  | { readonly kind: "vector"; readonly vector: Float32Array }
  | { readonly kind: "not-finite" | "refused"; readonly message: string };

/** Everything that was measured. */
export interface Examination {
  /** For every row of `doctorTexts`, sent alone. */
  readonly alone: readonly Answer[];
  /** The first text, sent again. */
  readonly repeated: readonly Float32Array[];
  /** For every entry of `batchRows`, sent in one request. */
  readonly batch: readonly Float32Array[] | { readonly failure: string };
  /** Words of a long text that its vector depends on; undefined where a long text is refused. */
  readonly wordsRead: number | undefined;
  readonly retrieval: RetrievalVectors;
  readonly requests: number;
  readonly texts: number;
}

const mayBeRefused: ReadonlySet<string> = new Set(["empty", "long", "control", "word"]);

/** A reply of a server that works, as far as it goes. */
function failureOf(error: unknown): { readonly kind: "not-finite" | "refused"; readonly message: string } {
  if (IsovecError.is(error)) {
    if (error.name === "NonFinite") return { kind: "not-finite", message: error.message };
    const passing = error.retryable || error.name !== "BackendUnavailable";
    if (!passing) return { kind: "refused", message: error.message };
  }
  throw error;
}

/** Counts what is sent. */
class Requests {
  requests = 0;
  texts = 0;

  constructor(private readonly patient: Patient) {}

  async embed(texts: readonly string[], role: Role): Promise<Float32Array[]> {
    this.requests += 1;
    this.texts += texts.length;
    const vectors = await this.patient.embed(texts, role);
    if (vectors.length === texts.length) return vectors;
    throw new IsovecError(
      "BackendUnavailable",
      `There are ${vectors.length} vectors for ${texts.length} texts.`,
      { remedy: "Look at the server's own log." },
    );
  }

  async alone({ text, role }: Pick<DoctorText, "text" | "role">): Promise<Float32Array> {
    return (await this.embed([text], role))[0] as Float32Array;
  }
}

async function answerTo(requests: Requests, text: DoctorText): Promise<Answer> {
  try {
    const vector = await requests.alone(text);
    const at = vector.findIndex((component) => !Number.isFinite(component));
    if (at < 0) return { kind: "vector", vector };
    const excerpt = JSON.stringify(text.text.slice(0, 40));
    return { kind: "not-finite", message: `${excerpt} gave ${vector[at]} in component ${at}.` };
  } catch (error) {
    const failure = failureOf(error);
    if (failure.kind === "refused" && !mayBeRefused.has(text.kind)) throw error;
    return failure;
  }
}

/** Vectors nearer than this are one: rounding, and what the same text sent twice differs by. */
function sameness(first: Float32Array, repeated: readonly Float32Array[]): number {
  return Math.max(1e-10, 10 * Math.max(...repeated.map((again) => cosineDistance(first, again))));
}

/** Looks for the last word whose change moves the vector, by halving. */
async function wordsRead(requests: Requests, same: number): Promise<number | undefined> {
  try {
    const base = await requests.alone({ text: suffixText(), role: "document" });
    const moves = async (word: number): Promise<boolean> => {
      const vector = await requests.alone({ text: suffixText(word), role: "document" });
      return cosineDistance(base, vector) > same;
    };
    if (await moves(suffixWords)) return suffixWords;
    let [read, unread] = [0, suffixWords];
    while (unread - read > 1) {
      const middle = (read + unread) >> 1;
      if (await moves(middle)) read = middle;
      else unread = middle;
    }
    return read;
  } catch (error) {
    failureOf(error);
    return undefined;
  }
}

async function batchOf(requests: Requests): Promise<Examination["batch"]> {
  try {
    return await requests.embed(
      batchRows.map((row) => doctorTexts[row]?.text ?? ""),
      "document",
    );
  } catch (error) {
    return { failure: failureOf(error).message };
  }
}

/** Texts of one request of the retrieval set. */
const together = 8;

async function embedAll(requests: Requests, texts: readonly string[], role: Role): Promise<Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += together) {
    const slice = texts.slice(start, start + together);
    try {
      vectors.push(...(await requests.embed(slice, role)));
    } catch (error) {
      failureOf(error);
      // What cannot be answered together is asked for alone; without an answer it is found by nobody.
      for (const text of slice) {
        const answer = await answerTo(requests, { kind: "long", role, text });
        vectors.push(answer.kind === "vector" ? answer.vector : new Float32Array());
      }
    }
  }
  return vectors;
}

/**
 * Sends every probe text.
 * @param onProgress is told what comes next
 * @throws IsovecError when the patient does not answer even a plain text, or no longer
 */
export async function examine(
  patient: Patient,
  onProgress: (step: string) => void = () => undefined,
): Promise<Examination> {
  const requests = new Requests(patient);
  onProgress("sending single texts");
  const alone: Answer[] = [];
  for (const text of doctorTexts) alone.push(await answerTo(requests, text));
  const firstRow = alone.findIndex(({ kind }) => kind === "vector");
  const first = alone[firstRow];
  const repeated: Float32Array[] = [];
  if (first?.kind === "vector") {
    const text = doctorTexts[firstRow] as DoctorText;
    for (let again = 0; again < 2; again++) repeated.push(await requests.alone(text));
  }
  onProgress("looking how far it reads");
  const same = first?.kind === "vector" ? sameness(first.vector, repeated) : 1e-10;
  const read = await wordsRead(requests, same);
  onProgress("sending texts together");
  const batch = await batchOf(requests);
  onProgress("asking the built-in questions");
  const retrieval = {
    questions: await embedAll(
      requests,
      questions.map(({ text }) => text),
      "query",
    ),
    passages: await embedAll(requests, passages, "document"),
  };
  return {
    alone,
    repeated,
    batch,
    wordsRead: read,
    retrieval,
    requests: requests.requests,
    texts: requests.texts,
  };
}
