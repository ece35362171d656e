import { IsovecError } from "../errors/isovec-error.ts";

/**
 * For engines that have no options of their own.
 * @throws IsovecError `ConfigurationInvalid` that names the first option given.
 */
export function assertNoOptions(id: string, options: Readonly<Record<string, unknown>> | undefined): void {
  const [unknown] = Object.keys(options ?? {});
  if (unknown === undefined) return;
  throw new IsovecError(
    "ConfigurationInvalid",
    `backendOptions: ${id} has no option ${JSON.stringify(unknown)}.`,
    {
      remedy: `${id} has no options; leave backendOptions out.`,
    },
  );
}
