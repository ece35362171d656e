import { setImmediate } from "node:timers/promises";

/** Long enough to get work done, short enough that a keystroke's request is not felt to wait. */
const sliceMs = 10;

/** Lets the event loop breathe in a long loop: call `rest` after every small step. */
export class TimeSlice {
  #since: number = performance.now();

  async rest(): Promise<void> {
    if (performance.now() - this.#since < sliceMs) return;
    await setImmediate();
    this.#since = performance.now();
  }
}
