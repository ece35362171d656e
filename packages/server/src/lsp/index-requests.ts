import { methods, noParams } from "@isovec/core/protocol";
import type { Dispatcher } from "./dispatcher.ts";
import type { IndexLife } from "./index-life.ts";

/** What is asked of the index itself. */
export function answerIndexRequests(on: Dispatcher, index: IndexLife): void {
  on.handle(methods.indexStatus, noParams, () => index.status());
  on.handle(methods.indexRefresh, noParams, () => index.refresh());
  on.handle(methods.indexPause, noParams, () => index.pause());
  on.handle(methods.indexResume, noParams, () => index.resume());
  on.handle(methods.indexClear, noParams, () => index.clear());
}
