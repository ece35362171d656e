import { Worker } from "node:worker_threads";
import type { FailedReply } from "./engine-process.ts";

export function failure(error: unknown, missing = false): FailedReply {
  return { kind: "failed", missing, message: error instanceof Error ? error.message : String(error) };
}

/** The program's side of an `EngineProcess`: every request gets one reply, and the process ends with its parent. */
export function answerRequests<Request, Reply>(
  answer: (request: Request) => Promise<Reply | FailedReply>,
): void {
  process.on("message", (request: Request) => {
    void answer(request)
      .catch((error: unknown) => failure(error))
      // A reply that cannot be sent has nobody who waits for it.
      .then((reply) => process.send?.(reply, (error: Error | null) => error && process.exit()));
  });
  new Worker(new URL("./parent-watch.js", import.meta.url), { workerData: process.ppid }).unref();
  // The parent has closed the channel or is gone.
  process.on("disconnect", () => process.exit());
}
