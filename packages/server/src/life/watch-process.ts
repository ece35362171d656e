/** Milliseconds between two looks. */
const everyMs = 1_000;

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    // A process of somebody else's is alive all the same.
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
}

/**
 * Calls back once when the process has ended. Somebody else may hold a dead client's pipes open.
 * @returns stops watching
 */
export function watchProcess(pid: number, onGone: () => void): () => void {
  const timer = setInterval(() => {
    if (!isGone(pid)) return;
    clearInterval(timer);
    onGone();
  }, everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
