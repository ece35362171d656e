import type { BackendProvider } from "@isovec/core";
import { peerDtypes } from "../peer/peer-dtypes.ts";

/** A program of the user's own that speaks the plugin protocol on stdio (docs/writing-a-plugin.md). */
export const provider: BackendProvider = {
  id: "process",
  description: "A plugin in any language, over JSON-RPC on stdio",
  dtypes: peerDtypes,
  devices: ["plugin"],
  load: async (card, options) => (await import("./load-plugin.ts")).loadPlugin(card, options),
};
