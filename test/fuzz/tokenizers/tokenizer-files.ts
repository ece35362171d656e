import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../../src/repository.ts";

export const scripts: string = join(repository, "test/fuzz/tokenizers");
export const tokenizerFixtures: string = join(repository, "test/fixtures/tokenizers");

/** Name -> file of the tokenizers that the repository carries: the fixtures and the bundled model's. */
export function repositoryTokenizers(): Map<string, string> {
  const files = readdirSync(tokenizerFixtures).filter((file) => file.endsWith(".json.gz"));
  return new Map([
    ...files.map((file) => [file.slice(0, -".json.gz".length), join(tokenizerFixtures, file)] as const),
    ["all-MiniLM-L6-v2", join(repository, "models/all-MiniLM-L6-v2/tokenizer.json")],
  ]);
}

/** The same for the checkpoints beside the repository, where there are any. */
export function neighbouringTokenizers(): Map<string, string> {
  const checkpoints = join(repository, "../shared/models");
  if (!existsSync(checkpoints)) return new Map();
  const names = readdirSync(checkpoints).filter((name) => name.startsWith("tiny-"));
  return new Map(names.map((name) => [name, join(checkpoints, name, "tokenizer.json")]));
}
