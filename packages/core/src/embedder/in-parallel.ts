/**
 * Works on the items in order, at most so many at once. The first failure is thrown after what is under way has ended;
 * no further item is begun.
 */
export async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const worker = async (): Promise<void> => {
    while (next < items.length && !failed) {
      const item = items[next++] as Item;
      try {
        await work(item);
      } catch (error) {
        failed = true;
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: Math.max(1, atOnce) }, worker));
  for (const outcome of workers) if (outcome.status === "rejected") throw outcome.reason;
}
