import type { Command } from "commander";

/** Every command in the order of the help. Each is imported when it is asked for: an editor waits for `serve` to start. */
export const commandList: Readonly<Record<string, () => Promise<Command>>> = {
  search: async () => (await import("./commands/search-command.ts")).searchCommand(),
  index: async () => (await import("./commands/index-command.ts")).indexCommand(),
  duplicates: async () => (await import("./commands/duplicates-command.ts")).duplicatesCommand(),
  map: async () => (await import("./commands/map-command.ts")).mapCommand(),
  eval: async () => (await import("./commands/eval-command.ts")).evalCommand(),
  embed: async () => (await import("./commands/embed-command.ts")).embedCommand(),
  serve: async () => (await import("./commands/serve-command.ts")).serveCommand(),
  daemon: async () => (await import("./commands/daemon-command.ts")).daemonCommand(),
  status: async () => (await import("./commands/status-command.ts")).statusCommand(),
  mcp: async () => (await import("./commands/mcp-command.ts")).mcpCommand(),
  proxy: async () => (await import("./commands/proxy-command.ts")).proxyCommand(),
  pull: async () => (await import("./commands/pull-command.ts")).pullCommand(),
  bundle: async () => (await import("./commands/bundle-command.ts")).bundleCommand(),
  pack: async () => (await import("./commands/pack-command.ts")).packCommand(),
  convert: async () => (await import("./commands/convert-command.ts")).convertCommand(),
  distill: async () => (await import("./commands/distill-command.ts")).distillCommand(),
  models: async () => (await import("./commands/models-command.ts")).modelsCommand(),
  backends: async () => (await import("./commands/backends-command.ts")).backendsCommand(),
  parity: async () => (await import("./commands/parity-command.ts")).parityCommand(),
  conformance: async () => (await import("./commands/conformance-command.ts")).conformanceCommand(),
  doctor: async () => (await import("./commands/doctor-command.ts")).doctorCommand(),
};

/** The command that is named, alone; all of them where none is, for the help. */
export function commandsFor(parameters: readonly string[]): Promise<Command[]> {
  const named = parameters.find((parameter) => !parameter.startsWith("-")) ?? "";
  const loader = Object.hasOwn(commandList, named) ? commandList[named] : undefined;
  const loaders = loader === undefined ? Object.values(commandList) : [loader];
  return Promise.all(loaders.map((load) => load()));
}
