import type { z } from "zod";
import { wrongParameter } from "../refusal.ts";
import { readObject } from "./inputs.ts";

/** The body by its schema. @throws RefusedRequest that names the first key that is wrong */
export function checked<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(readObject(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const key = issue?.path.join(".") ?? "";
  throw wrongParameter(key, `${key}: ${issue?.message}.`);
}
