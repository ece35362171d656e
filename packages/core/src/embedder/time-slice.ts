/** Long enough to get work done, short enough that a keystroke's request is not felt to wait. */
const sliceMs = 10;

/** Lets what waits for the event loop have its turn. Where timers are all there is (a browser) that may take 4 ms. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    if (typeof globalThis.setImmediate === "function") setImmediate(resolve);
    else setTimeout(resolve);
  });
}

/** Lets the event loop breathe in a long loop: call `rest` after every small step. */
export class TimeSlice {
  #since: number = performance.now();

  /** @returns whether others have had their turn */
  async rest(): Promise<boolean> {
    if (performance.now() - this.#since < sliceMs) return false;
    await breathe();
    this.#since = performance.now();
    return true;
  }
}
