// tsyringe refuses to be imported without it.
import "reflect-metadata";
import { container, type DependencyContainer, type InjectionToken, instanceCachingFactory } from "tsyringe";

type Disposal = () => Promise<void> | void;

/**
 * A container that ends what it made, the newest first, so that nothing outlives what it stands on. tsyringe's own
 * disposal keeps no order.
 */
export class Scope {
  private readonly disposals: Disposal[] = [];
  private ending: Promise<void> | undefined;

  private constructor(private readonly container: DependencyContainer) {}

  /** A scope without a parent. */
  static create(): Scope {
    return new Scope(container.createChildContainer());
  }

  resolve<T>(token: InjectionToken<T>): T {
    return this.container.resolve(token);
  }

  value<T>(token: InjectionToken<T>, value: T): void {
    this.container.register(token, { useValue: value });
  }

  /** One instance a scope, made when first resolved. */
  single<T>(
    token: InjectionToken<T>,
    make: (scope: Scope) => T,
    dispose?: (made: T) => Promise<void> | void,
  ): void {
    this.container.register(token, {
      useFactory: instanceCachingFactory(() => {
        const made = make(this);
        if (dispose !== undefined) this.disposals.push(() => dispose(made));
        return made;
      }),
    });
  }

  /** A scope inside of this one: it sees this one's registrations and ends with it at the latest. */
  child(): Scope {
    const child = new Scope(this.container.createChildContainer());
    this.disposals.push(() => child.dispose());
    return child;
  }

  /** Ends everything; calling it again waits for the same end. All are ended even when one fails; the first failure is thrown. */
  dispose(): Promise<void> {
    this.ending ??= this.end();
    return this.ending;
  }

  private async end(): Promise<void> {
    const failures: unknown[] = [];
    for (const dispose of this.disposals.reverse()) {
      try {
        await dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
