import { createHash, type Hash } from "node:crypto";
import { IsovecError } from "@isovec/core";
import { z } from "zod";

/**
 * A pack: one line of JSON, then for each vector the sha256 of the text that it is of (32 bytes) and its components
 * (little-endian float32), at last the sha256 of everything before it.
 */
export const packVersion = 1;
export const hashBytes = 32;
/** The first line is some hundred bytes; whoever has a longer one has no pack. */
export const longestHeader: number = 64 * 1024;

export interface PackHeader {
  readonly format: "isovec-pack";
  readonly version: number;
  /** Id of the vector space. */
  readonly vectorSpace: string;
  /** The model's name, for people. */
  readonly model: string;
  readonly dimensions: number;
  readonly vectors: number;
}

const schema: z.ZodType<PackHeader> = z.object({
  format: z.literal("isovec-pack"),
  version: z.int().min(1),
  vectorSpace: z.string().min(1),
  model: z.string(),
  dimensions: z.int().min(1).max(65_536),
  vectors: z.int().nonnegative(),
});

/** Bytes of one vector with its hash. */
export function recordBytes({ dimensions }: Pick<PackHeader, "dimensions">): number {
  return hashBytes + dimensions * Float32Array.BYTES_PER_ELEMENT;
}

export function packHash(): Hash {
  return createHash("sha256");
}

export function damaged(file: string, how: string): IsovecError {
  return new IsovecError("InputInvalid", `${file} is damaged: ${how}. Nothing of it was taken.`, {
    remedy: "Fetch it again, or write it anew with `isovec index --export`.",
  });
}

/** @throws IsovecError `InputInvalid` for what is no pack, or one of a newer format */
export function parsePackHeader(file: string, line: string): PackHeader {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    value = undefined;
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) {
    throw new IsovecError("InputInvalid", `${file} is no pack of vectors.`, {
      remedy: "Name a file that `isovec index --export` has written.",
    });
  }
  if (parsed.data.version > packVersion) {
    throw new IsovecError(
      "InputInvalid",
      `${file} was written by a newer Isovec (format ${parsed.data.version}, this one knows ${packVersion}).`,
      { remedy: "Update Isovec." },
    );
  }
  return parsed.data;
}
