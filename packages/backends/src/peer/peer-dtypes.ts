import type { BackendProvider } from "@isovec/core";

/** What a server or a plugin may compute in. That is its own affair, so `dtype` only says what to expect. */
export const peerDtypes: BackendProvider["dtypes"] = [
  { name: "fp32", numeric: "exact" },
  { name: "fp16", numeric: "exact" },
  { name: "q8_0", numeric: "q8_0" },
  { name: "int8", numeric: "int8" },
  { name: "int4", numeric: "int4" },
];
