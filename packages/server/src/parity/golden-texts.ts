import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { IsovecError, type ProbeSet, type Role } from "@isovec/core";
import { z } from "zod";

/** Texts with the vectors that the reference gives them. */
export interface GoldenTexts {
  /** What they are, for people. */
  readonly name: string;
  readonly rows: readonly {
    readonly text: string;
    readonly role: Role;
    readonly ids: readonly number[];
    readonly vector: Float32Array;
  }[];
}

const rowSchema = z.object({
  text: z.string(),
  role: z.enum(["query", "document"]).optional(),
  ids: z.array(z.int()),
});

export function goldenFromProbes(model: string, { probes }: ProbeSet): GoldenTexts {
  return { name: `the ${probes.length} probes of ${model}`, rows: probes };
}

/**
 * Reads a folder of `dev.texts.jsonl` (one line a text: `text`, `ids`, `role?`) and `dev.vectors.f32` (little-endian
 * float32, row by row).
 * @throws IsovecError `InputInvalid` that names the file
 */
export async function readGoldenTexts(directory: string): Promise<GoldenTexts> {
  const remedy = "Name a folder that holds dev.texts.jsonl and dev.vectors.f32.";
  const read = (file: string): Promise<Buffer> =>
    readFile(join(directory, file)).catch((error: NodeJS.ErrnoException) => {
      const message = `${join(directory, file)} cannot be read (${error.code}).`;
      throw new IsovecError("InputInvalid", message, { remedy, cause: error });
    });
  const lines = (await read("dev.texts.jsonl")).toString("utf8").split("\n").filter(Boolean);
  const bytes = await read("dev.vectors.f32");
  const vectors = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const dimensions = vectors.length / lines.length;
  if (!Number.isInteger(dimensions)) {
    throw new IsovecError(
      "InputInvalid",
      `${directory}: ${vectors.length} components for ${lines.length} texts.`,
      {
        remedy,
      },
    );
  }
  const rows = lines.map((line, row) => {
    const parsed = rowSchema.safeParse(JSON.parse(line));
    if (!parsed.success) {
      throw new IsovecError("InputInvalid", `${join(directory, "dev.texts.jsonl")}:${row + 1} is no text.`, {
        remedy,
      });
    }
    const { text, ids, role = "document" } = parsed.data;
    return { text, ids, role, vector: vectors.subarray(row * dimensions, (row + 1) * dimensions) };
  });
  return { name: `${rows.length} golden texts`, rows };
}
