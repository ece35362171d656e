/** The first signal asks the command to stop, the second stops the process. */
export function cancelOnSignals(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  const cancel = (): void => {
    controller.abort();
    release();
  };
  const release = (): void => {
    process.off("SIGINT", cancel);
    process.off("SIGTERM", cancel);
  };
  process.on("SIGINT", cancel);
  process.on("SIGTERM", cancel);
  return { signal: controller.signal, release };
}
