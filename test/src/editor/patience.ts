/** For whatever a busy machine does slowly. */
export const patience: { readonly timeout: number } = { timeout: 60_000 };
