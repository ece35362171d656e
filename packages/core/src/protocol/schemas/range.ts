import { z } from "zod";
import type { Range } from "../types.ts";

const position = z.strictObject({ line: z.int().nonnegative(), character: z.int().nonnegative() });

export const range: z.ZodType<Range> = z
  .strictObject({ start: position, end: position })
  .meta({ id: "Range", description: "A piece of a document, as LSP counts: from zero, the end excluded." });
