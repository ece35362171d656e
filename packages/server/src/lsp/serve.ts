import { statePlace } from "../index/state-directory.ts";
import { endOnce } from "../life/end-once.ts";
import { ServerLog } from "../life/server-log.ts";
import { ServerRegistration } from "../life/server-registration.ts";
import { version } from "../version.ts";
import { ClientSession } from "./client-session.ts";
import { areIndexed, foldersOf } from "./indexed-folders.ts";
import type { ServeOptions } from "./server-configuration.ts";
import type { Streams } from "./streams.ts";

/** Serves one client until it says `exit` or goes away, and ends the process then. */
export function serveAlone(
  { input, output }: Streams,
  serve: ServeOptions,
  clientProcessId: number | undefined,
): void {
  const log = new ServerLog();
  const registration = new ServerRegistration();
  process.once("exit", (code) => {
    registration.remove();
    log.info(`Ends with ${code}`);
  });
  let place = statePlace();
  let folders: readonly string[] = [];
  const end = endOnce(
    output,
    () => session.shutdown(),
    (reason) => log.info(reason),
  );
  const session: ClientSession = new ClientSession({
    input,
    output,
    serve,
    log,
    onConfiguration: ({ stateDirectory, logLevel }, params) => {
      const { clientInfo } = params;
      place = statePlace(stateDirectory);
      folders = foldersOf(params);
      if (log.path === undefined) {
        log.info(
          `Isovec ${version} on Node ${process.versions.node} serves ${clientInfo?.name ?? "a client"}`,
        );
      }
      log.open(place, logLevel);
    },
    // Imported once initialize is answered: index and engines are most of the program.
    composer: async (configuration, onNotice) => {
      // Where nothing is indexed words come first, and take every core.
      if (areIndexed(folders, place)) {
        const { prepareEngine } = await import("../embedding/prepare-engine.ts");
        prepareEngine(configuration);
      }
      const { composer } = await import("../composition/compose.ts");
      return composer({ onNotice });
    },
    onPresence: (presence) => registration.write(place, presence),
    onEnd: end,
  });
  session.watch(clientProcessId ?? null);
  for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"] as const) {
    process.on(signal, () => end(signal, 0));
  }
}
