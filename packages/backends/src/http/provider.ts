import type { BackendProvider } from "@isovec/core";
import { peerDtypes } from "../peer/peer-dtypes.ts";

/** A server that speaks one of four APIs. */
export const provider: BackendProvider = {
  id: "http",
  description: "A server: OpenAI-compatible, TEI, Ollama or llama-server",
  dtypes: peerDtypes,
  devices: ["remote"],
  load: async (card, options) => (await import("./load-http.ts")).loadHttp(card, options),
};
