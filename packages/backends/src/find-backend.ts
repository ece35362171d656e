import { type BackendProvider, IsovecError } from "@isovec/core";
import { backendProviders } from "./registry.ts";

/** @throws IsovecError `ConfigurationInvalid` that lists the known ids. */
export function findBackend(id: string): BackendProvider {
  const provider = backendProviders.find((candidate) => candidate.id === id);
  if (provider !== undefined) return provider;
  const known = backendProviders.map((candidate) => candidate.id).join(", ");
  throw new IsovecError("ConfigurationInvalid", `backend: there is no backend ${JSON.stringify(id)}.`, {
    remedy: `Known backends: ${known}.`,
  });
}
