/**
 * Gives the worker a `setImmediate`, by which long loops let others have their turn: a browser's timers would wait 4 ms
 * each time, a message to oneself does not.
 */
export function provideImmediate(): void {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  // The typings are those of Node's port, which has this too.
  Object.assign(port1, { onmessage: () => waiting.shift()?.() });
  const setImmediate = (callback: () => void): void => {
    waiting.push(callback);
    port2.postMessage(undefined);
  };
  Object.assign(globalThis, { setImmediate });
}
