import type { Role } from "./model-card.ts";
import type { JsonObject } from "./read-json.ts";

/** Prompt names by role, first match wins (sentence-transformers `encode_query` and `encode_document`). */
const promptNames: Readonly<Record<Role, readonly string[]>> = {
  query: ["query"],
  document: ["document", "passage", "corpus"],
};

/** The prompt a text of each role is prefixed with; empty when the model has none. */
export function readPrompts(config: JsonObject | undefined): Record<Role, string> {
  const prompts = (config?.["prompts"] ?? {}) as JsonObject;
  const fallback = config?.["default_prompt_name"];
  const promptOf = (role: Role): string => {
    const name = [...promptNames[role], fallback].find((key) => typeof key === "string" && key in prompts);
    const prompt = typeof name === "string" ? prompts[name] : undefined;
    return typeof prompt === "string" ? prompt : "";
  };
  return { query: promptOf("query"), document: promptOf("document") };
}
