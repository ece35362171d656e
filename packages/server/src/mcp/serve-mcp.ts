import { StdioServerTransport, serveStdio } from "@modelcontextprotocol/server/stdio";
import type { CodeIndex } from "../index/code-index.ts";
import { keepFresh } from "../index/keep-fresh.ts";
import type { Streams } from "../lsp/streams.ts";
import { createCodeTools } from "./code-tools.ts";

/** Serves the tools until the client goes or the signal fires. */
export async function serveMcp(
  { input, output }: Streams,
  opening: Promise<CodeIndex>,
  signal: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> {
  const ending = new AbortController();
  const end = () => ending.abort();
  signal.addEventListener("abort", end, { once: true });
  input.once("end", end).once("close", end);
  const transport = new StdioServerTransport(input, output);
  const handle = serveStdio(() => createCodeTools(opening), { transport, onerror: onFailure });
  try {
    await keepFresh(await opening, ending.signal, onFailure);
  } finally {
    await handle.close();
  }
}
