import { setTimeout } from "node:timers/promises";
import { IsovecError } from "@isovec/core";
import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { CodeIndex } from "../index/code-index.ts";
import { createCodeTools } from "./code-tools.ts";

/** Milliseconds between two looks for changes on disk. Agents change files and do not say so. */
const lookAgainAfterMs = 5_000;

/** Keeps the index in step with the folder until the signal fires. */
async function keepFresh(
  index: CodeIndex,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  while (!signal.aborted) {
    await index.refresh({ signal }).catch((error) => {
      if (!(IsovecError.is(error) && error.name === "Cancelled")) onFailure(error);
    });
    // An abort ends the wait, and the loop with it.
    await setTimeout(lookAgainAfterMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Serves the tools over standard input and output until the client goes or the signal fires. */
export async function serveMcp(
  opening: Promise<CodeIndex>,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener("abort", end, { once: true });
  process.stdin.once("end", end).once("close", end);
  const handle = serveStdio(() => createCodeTools(opening), { onerror: onFailure });
  try {
    await keepFresh(await opening, ending.signal, onFailure);
  } finally {
    await handle.close();
  }
}
