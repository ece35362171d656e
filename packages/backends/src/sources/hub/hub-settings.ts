import { type Configuration, IsovecError } from "@isovec/core";
import { ServerKey } from "../../http/transport/server-key.ts";
import { type ServerOrigin, serverOrigin } from "../../http/transport/server-origin.ts";

/** Which hub is asked, as whom, and by which way. */
export interface HubSettings {
  readonly origin: ServerOrigin;
  /** Sent to the hub's own origin only. */
  readonly token: ServerKey | undefined;
  /** Address of a proxy; undefined leaves it to HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
  readonly proxy: string | undefined;
}

const publicHub = "https://huggingface.co";

function addressOf(
  configuration: Pick<Configuration, "hubUrl">,
  environment: Readonly<Record<string, string | undefined>>,
): ServerOrigin {
  if (configuration.hubUrl !== undefined) return serverOrigin(configuration.hubUrl, "hubUrl");
  const endpoint = environment["HF_ENDPOINT"];
  return endpoint ? serverOrigin(endpoint, "HF_ENDPOINT") : serverOrigin(publicHub);
}

/** @throws IsovecError `ConfigurationInvalid` without repeating the address: a proxy's may hold a password */
function proxyOf({ hubProxy }: Pick<Configuration, "hubProxy">): string | undefined {
  if (hubProxy === undefined) return undefined;
  const url = URL.canParse(hubProxy) ? new URL(hubProxy) : undefined;
  if (url?.protocol === "http:" || url?.protocol === "https:") return hubProxy;
  throw new IsovecError("ConfigurationInvalid", "hubProxy: it is no http or https address.", {
    remedy: "Write it as http://proxy.example:3128.",
  });
}

/**
 * The configuration outranks the environment: HF_ENDPOINT, HF_TOKEN (the names that huggingface_hub uses).
 * @throws IsovecError `ConfigurationInvalid` that names the key or the variable
 */
export function hubSettings(
  configuration: Pick<Configuration, "hubUrl" | "hubProxy">,
  environment: Readonly<Record<string, string | undefined>>,
): HubSettings {
  const origin = addressOf(configuration, environment);
  const token = environment["HF_TOKEN"]?.trim()
    ? ServerKey.fromEnvironment("HF_TOKEN", environment, "")
    : undefined;
  if (token !== undefined && !origin.isPrivate) {
    throw new IsovecError(
      "ConfigurationInvalid",
      `HF_TOKEN is not sent to ${origin.host}: its address is plain http, which others can read along.`,
      { remedy: "Use an https address, or unset HF_TOKEN." },
    );
  }
  return { origin, token, proxy: proxyOf(configuration) };
}
