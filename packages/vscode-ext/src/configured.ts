/** What is set of isovec.json's keys, as the server's configuration takes it. */
export type Configured = Readonly<Record<string, unknown>>;

/**
 * @param settings the section `isovec` with its defaults: an empty text, an empty object and null are what nobody has
 *   set, and isovec.json decides then
 */
export function configured(settings: Readonly<Record<string, unknown>>): Configured {
  return Object.fromEntries(
    Object.entries(settings).filter(
      ([key, value]) => key !== "server" && typeof value !== "function" && !isEmpty(value),
    ),
  );
}

function isEmpty(value: unknown): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === null || value === undefined || value === "";
}
