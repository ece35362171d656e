import { Command, Option } from "commander";
import { type ListenOptions, withListenOptions } from "../listen-options.ts";
import { type CommonOptions, withModelOptions } from "../options.ts";
import { serveHttp } from "../serve-http.ts";

interface ProxyOptions extends CommonOptions, ListenOptions {
  readonly url: string;
  readonly api: string;
  readonly serverModel?: string;
  readonly keyVariable?: string;
}

/** `isovec serve --http` with the engine `http`, whose address the command line names. */
async function run({
  url,
  api,
  serverModel,
  keyVariable,
  alias = [],
  ...options
}: ProxyOptions): Promise<void> {
  const backendOptions = {
    url,
    api,
    input: "tokens",
    ...(serverModel !== undefined && { model: serverModel }),
    ...(keyVariable !== undefined && { keyVariable }),
  };
  const remark = `Its token ids go to ${url}.`;
  // Clients that asked the server itself go on with the name they have.
  const names = serverModel === undefined ? alias : [serverModel, ...alias];
  await serveHttp({ ...options, alias: names, backend: "http", backendOptions, remark });
}

export function proxyCommand(): Command {
  const command = new Command("proxy").description(
    "Repair an embedding server that takes token ids: texts in here, the model's own ids to the server.",
  );
  return withListenOptions(
    withModelOptions(command)
      .requiredOption("--url <url>", "the server")
      .addOption(
        new Option("--api <name>", "how the server is spoken to")
          .choices(["openai", "tei", "llama-server"])
          .makeOptionMandatory(),
      )
      .option("--server-model <name>", "what the server calls the model")
      .option("--key-variable <name>", "environment variable that holds the server's key"),
  ).action((_options, self: Command) => run(self.optsWithGlobals<ProxyOptions>()));
}
