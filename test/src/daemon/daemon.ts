import { runIsovec } from "../run-isovec.ts";

export interface Daemon {
  readonly pid: number;
  readonly address: string;
  readonly port?: number;
  readonly token?: string;
}

/** Starts the daemon of a state folder, as a user does. */
export async function startDaemon(state: string, parameters: readonly string[] = []): Promise<Daemon> {
  const { status, stdout, stderr } = await runIsovec([
    "daemon",
    "--detach",
    "--json",
    "--state",
    state,
    ...parameters,
  ]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Daemon;
}

/** @returns the process that has ended, or null when none ran */
export async function stopDaemon(state: string): Promise<number | null> {
  const { stdout } = await runIsovec(["daemon", "--stop", "--json", "--state", state]);
  return (JSON.parse(stdout) as { readonly stopped: number | null }).stopped;
}
