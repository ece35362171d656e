import { serveStdio } from "@modelcontextprotocol/server/stdio";
import type { CodeIndex } from "../index/code-index.ts";
import { keepFresh } from "../index/keep-fresh.ts";
import { createCodeTools } from "./code-tools.ts";

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
