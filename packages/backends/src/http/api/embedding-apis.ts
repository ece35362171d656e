import type { ApiName } from "../http-options.ts";
import type { EmbeddingApiKind } from "./embedding-api.ts";
import { llamaServer } from "./llama-server.ts";
import { ollama } from "./ollama.ts";
import { openai } from "./openai.ts";
import { tei } from "./tei.ts";

/** Every API by the name it is configured by. */
export const embeddingApis: Readonly<Record<ApiName, EmbeddingApiKind>> = {
  openai,
  tei,
  ollama,
  "llama-server": llamaServer,
};
