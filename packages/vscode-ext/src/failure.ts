/**
 * What went wrong and what to do about it, as the server worded it: `message`, then the `remedy` that the protocol's
 * errors carry in their `data`.
 */
export function describeFailure(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const remedy = remedyOf(error);
  return remedy === undefined || error.message.includes(remedy)
    ? error.message
    : `${error.message} ${remedy}`;
}

function remedyOf(error: Error): string | undefined {
  if (!("data" in error) || typeof error.data !== "object" || error.data === null) return undefined;
  return "remedy" in error.data && typeof error.data.remedy === "string" ? error.data.remedy : undefined;
}
