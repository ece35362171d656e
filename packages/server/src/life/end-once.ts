import type { Writable } from "node:stream";

/** What is under way gets so long to end; with the engine's own end the server is gone within 5 s. */
const patienceMs = 3_000;

/**
 * @param output what the last answer is written to
 * @param stop ends engines and indexes
 * @param log told why the server ends
 * @returns ends the process with the code of the first call, after the last answer has been written out
 */
export function endOnce(
  output: Writable,
  stop: () => Promise<void>,
  log: (reason: string) => void,
): (reason: string, code: number) => void {
  let isEnding = false;
  return (reason, code) => {
    if (isEnding) return;
    isEnding = true;
    log(reason);
    const exit = (): never => process.exit(code);
    // Also when the client no longer reads what is written to it.
    setTimeout(exit, patienceMs);
    void stop()
      .catch(() => undefined)
      .then(() => output.write("", exit));
  };
}
