import { Command, Option } from "commander";
import { EmbedderSource } from "../../composition/tokens.ts";
import { openHttpFace } from "../../http-face/http-face.ts";
import { UsageError } from "../failure.ts";
import { type CommonOptions, withModelOptions } from "../options.ts";
import { withSession } from "../session.ts";

interface ProxyOptions extends CommonOptions {
  readonly url: string;
  readonly api: string;
  readonly serverModel?: string;
  readonly keyVariable?: string;
  readonly host: string;
  readonly port: number;
  readonly tokenVariable?: string;
}

const loopback = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/;

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new UsageError(`--port ${text}: it must be a number from 0 to 65535.`);
}

function tokenFrom({ tokenVariable, host }: ProxyOptions): string | undefined {
  if (tokenVariable === undefined) {
    if (loopback.test(host)) return undefined;
    throw new UsageError(
      `--host ${host} can be reached from other machines: name a token with --token-variable.`,
    );
  }
  const token = process.env[tokenVariable];
  if (!token) throw new UsageError(`--token-variable: the environment has no ${tokenVariable}.`);
  return token;
}

async function run(options: ProxyOptions): Promise<void> {
  const { url, api, serverModel, keyVariable, host, port } = options;
  const token = tokenFrom(options);
  const backendOptions = {
    url,
    api,
    input: "tokens",
    ...(serverModel !== undefined && { model: serverModel }),
    ...(keyVariable !== undefined && { keyVariable }),
  };
  await withSession({ ...options, backend: "http", backendOptions }, async ({ scope, progress, signal }) => {
    // Proven before anybody is served: with ids from here, the server's vectors must be the model's.
    const embedder = await scope.resolve(EmbedderSource).embedder();
    const onFailure = (sentence: string): void => progress.note(sentence);
    const face = await openHttpFace({ embedder, host, port, token, onFailure });
    const served = { url: face.url, model: embedder.modelName, dimensions: embedder.vectorSpace.dimensions };
    process.stdout.write(
      options.json
        ? `${JSON.stringify(served)}\n`
        : `${served.model} on ${served.url}, for what speaks OpenAI's or TEI's API. Its token ids go to ${url}.\n`,
    );
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await face.close();
  });
}

export function proxyCommand(): Command {
  const command = new Command("proxy").description(
    "Repair an embedding server that takes token ids: texts in here, the model's own ids to the server.",
  );
  return withModelOptions(command)
    .requiredOption("--url <url>", "the server")
    .addOption(
      new Option("--api <name>", "how the server is spoken to")
        .choices(["openai", "tei", "llama-server"])
        .makeOptionMandatory(),
    )
    .option("--server-model <name>", "what the server calls the model")
    .option("--key-variable <name>", "environment variable that holds the server's key")
    .option("--host <address>", "where to listen", "127.0.0.1")
    .addOption(
      new Option("--port <n>", "where to listen; 0 takes any that is free")
        .argParser(portNumber)
        .default(8901),
    )
    .option(
      "--token-variable <name>",
      "environment variable that holds what clients must send as a bearer token",
    )
    .option("--json", "say where it listens as one line of JSON")
    .action((_options, self: Command) => run(self.optsWithGlobals<ProxyOptions>()));
}
