import { resolve } from "node:path";
import type { Configuration } from "@isovec/core";
import type { InjectionToken } from "tsyringe";
import type { Composer, EngineParts, Parts } from "./parts.ts";

interface Kept<P> {
  readonly parts: P;
  holders: number;
  /** Ends the parts when nobody has come back. */
  leaving?: NodeJS.Timeout;
}

/** Parts by what they are for: made for the first who takes them, kept for a while after the last has given them back. */
class Shelf<P extends Pick<Parts, "dispose">> {
  private readonly kept: Map<string, Kept<P>> = new Map();

  constructor(private readonly lingerMs: number) {}

  take(key: string, make: () => P): { parts: P; giveBack: () => void; forget: () => void } {
    const entry: Kept<P> = this.kept.get(key) ?? { parts: make(), holders: 0 };
    this.kept.set(key, entry);
    clearTimeout(entry.leaving);
    entry.holders += 1;
    const isKept = (): boolean => this.kept.get(key) === entry;
    const forget = (): void => {
      if (isKept()) this.kept.delete(key);
    };
    const end = (): void => {
      forget();
      void entry.parts.dispose().catch(() => undefined);
    };
    const giveBack = (): void => {
      entry.holders -= 1;
      if (entry.holders > 0) return;
      if (isKept()) entry.leaving = setTimeout(end, this.lingerMs).unref();
      else end();
    };
    return { parts: entry.parts, giveBack, forget };
  }

  /** Ends all, whoever holds them. */
  async dispose(): Promise<void> {
    const all = [...this.kept.values()];
    this.kept.clear();
    for (const { leaving } of all) clearTimeout(leaving);
    await Promise.all(all.map(({ parts }) => parts.dispose()));
  }
}

/** What one client holds of shared parts. To dispose them is to give them back. */
class HeldParts implements Parts {
  private isHeld = true;

  constructor(
    private readonly held: { parts: Parts; giveBack: () => void; forget: () => void },
    private readonly within: Parts[] = [],
  ) {}

  resolve<T>(token: InjectionToken<T>): T {
    const part = this.held.parts.resolve(token);
    // The next client may have better luck with new ones, say once the disk has room again.
    if (part instanceof Promise) part.catch(this.held.forget);
    return part;
  }

  async dispose(): Promise<void> {
    if (!this.isHeld) return;
    this.isHeld = false;
    for (const parts of this.within) await parts.dispose();
    this.held.giveBack();
  }
}

class SharedEngine implements Parts {
  readonly folders: Shelf<Parts>;

  constructor(
    readonly own: EngineParts,
    lingerMs: number,
  ) {
    this.folders = new Shelf(lingerMs);
  }

  resolve<T>(token: InjectionToken<T>): T {
    return this.own.resolve(token);
  }

  async dispose(): Promise<void> {
    await this.folders.dispose();
    await this.own.dispose();
  }
}

/** Gives all clients of the same configuration one engine, and all that have opened the same folder one index. */
export class SharedComposer implements Composer {
  private readonly engines: Shelf<SharedEngine>;

  constructor(
    private readonly composer: Composer,
    /** Milliseconds for which an engine or an index is kept that nobody uses. */
    private readonly lingerMs: number,
  ) {
    this.engines = new Shelf(lingerMs);
  }

  compose(configuration: Configuration): EngineParts {
    const key = JSON.stringify(Object.entries(configuration).sort());
    const held = this.engines.take(
      key,
      () => new SharedEngine(this.composer.compose(configuration), this.lingerMs),
    );
    const { folders, own } = held.parts;
    const taken: Parts[] = [];
    const parts = new HeldParts(held, taken);
    return {
      resolve: (token) => parts.resolve(token),
      dispose: () => parts.dispose(),
      folder: (root) => {
        const folder = new HeldParts(folders.take(resolve(root), () => own.folder(root)));
        taken.push(folder);
        return folder;
      },
    };
  }

  /** Ends everything, whoever holds it. */
  dispose(): Promise<void> {
    return this.engines.dispose();
  }
}
