import { z } from "zod";
import { IsovecError } from "../errors/isovec-error.ts";
import type { ProbeText } from "./probe-texts.ts";

export interface Probe extends ProbeText {
  /** Ids as they are fed, with the model's prompt and special tokens. */
  readonly ids: readonly number[];
  /** The reference's vector. */
  readonly vector: Float32Array;
}

/** A vector that a known mistake makes of one of the probes. */
export interface Candidate {
  /** Completes the sentence "Likely cause: …". */
  readonly cause: string;
  /** Index of the probe. */
  readonly probe: number;
  /** Its direction; components as signed bytes of the largest. */
  readonly vector: Int8Array;
}

/** What an engine is held against when it is loaded. */
export interface ProbeSet {
  /** Id of the vector space, numeric class `exact`. */
  readonly space: string;
  readonly probes: readonly Probe[];
  readonly candidates: readonly Candidate[];
}

export const probesFile = "probes.json";

const base64 = z.string().regex(/^[A-Za-z0-9+/]*=*$/);
const setSchema = z.object({
  space: z.string(),
  probes: z
    .array(
      z.object({
        kind: z.enum(["plain", "code", "spelling", "script", "empty", "long"]),
        role: z.enum(["query", "document"]),
        text: z.string(),
        ids: z.array(z.int()),
        vector: base64,
      }),
    )
    .min(1),
  candidates: z.array(z.object({ cause: z.string(), probe: z.int(), vector: base64 })),
});

function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0)).buffer;
}

function textOf(array: Float32Array | Int8Array): string {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}

/**
 * @param source names the value in an error
 * @throws IsovecError `ModelCorrupt`
 */
export function parseProbeSet(value: unknown, source: string): ProbeSet {
  const parsed = setSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new IsovecError("ModelCorrupt", `${source}: ${issue?.path.join(".")}: ${issue?.message}.`, {
      remedy: "Fetch the model again, or delete the file to have it made anew.",
    });
  }
  const { space, probes, candidates } = parsed.data;
  return {
    space,
    probes: probes.map((probe) => ({ ...probe, vector: new Float32Array(bytesOf(probe.vector)) })),
    candidates: candidates.map((candidate) => ({
      ...candidate,
      vector: new Int8Array(bytesOf(candidate.vector)),
    })),
  };
}

/** As it is written to `probes.json`. */
export function formatProbeSet({ space, probes, candidates }: ProbeSet): string {
  const written = {
    space,
    probes: probes.map((probe) => ({ ...probe, vector: textOf(probe.vector) })),
    candidates: candidates.map((candidate) => ({ ...candidate, vector: textOf(candidate.vector) })),
  };
  return `${JSON.stringify(written, null, 1)}\n`;
}
