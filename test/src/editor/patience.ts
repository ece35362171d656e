/** For whatever a busy machine does slowly. */
export const patience: { readonly timeout: number } = { timeout: 100_000 };
