import { IsovecError } from "@isovec/core";
import type { Clock } from "../peer/clock.ts";
import { CrashRecord } from "./crash-record.ts";
import { pluginStopped } from "./plugin-failure.ts";
import type { PluginProcess } from "./plugin-process.ts";

/** A plugin with a model loaded. */
export interface LoadedPlugin<Session> {
  readonly process: PluginProcess;
  readonly session: Session;
}

/** Keeps one run of a plugin going: a crash fails what is under way, and the next request starts the plugin anew. */
export class PluginSupervisor<Session extends { readonly modelId: string }> {
  private readonly crashes = new CrashRecord();
  private readonly closing = new AbortController();
  private current: Promise<LoadedPlugin<Session>> | undefined;
  private stopped: IsovecError | undefined;

  /**
   * @param start starts the program; called once a run
   * @param load brings a started program to where it serves
   */
  constructor(
    private readonly name: string,
    private readonly clock: Clock,
    private readonly start: () => PluginProcess,
    private readonly load: (process: PluginProcess) => Promise<Session>,
  ) {}

  /** @throws IsovecError `PluginCrashed` once the plugin has been stopped, otherwise as the start failed. */
  async loaded(): Promise<LoadedPlugin<Session>> {
    for (;;) {
      if (this.stopped !== undefined) throw this.stopped;
      this.current ??= this.run();
      const loaded = await this.current;
      if (loaded.process.isAlive) return loaded;
      // It is being killed for another request; this one must not share its end.
      await loaded.process.ended;
    }
  }

  async dispose(): Promise<void> {
    this.closing.abort();
    const loaded = await this.current?.catch(() => undefined);
    await loaded?.process.stop(loaded.session.modelId);
  }

  private async run(): Promise<LoadedPlugin<Session>> {
    const wait = this.crashes.waitMs(this.clock.now());
    try {
      if (wait > 0) await this.clock.sleep(wait, this.closing.signal);
      this.closing.signal.throwIfAborted();
    } catch {
      this.current = undefined;
      throw new IsovecError("BackendUnavailable", `The plugin ${this.name} has been disposed.`);
    }
    const process = this.start();
    void process.ended.then((crash) => {
      this.current = undefined;
      if (crash === undefined) return;
      this.crashes.add(this.clock.now());
      if (this.crashes.isHopeless) this.stopped = pluginStopped(this.name, crash);
    });
    try {
      return { process, session: await this.load(process) };
    } catch (error) {
      await process.stop();
      throw error;
    }
  }
}
