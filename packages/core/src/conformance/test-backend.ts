import { invarianceChecks } from "./checks/invariance-checks.ts";
import { lifeChecks } from "./checks/life-checks.ts";
import { meaningChecks } from "./checks/meaning-checks.ts";
import { shapeChecks } from "./checks/shape-checks.ts";
import {
  type BackendCheck,
  type BackendSubject,
  embedderOver,
  type LoadedSubject,
} from "./checks/subject.ts";

/** What an engine must do, one check an idea. */
export const backendChecks: readonly BackendCheck[] = [
  ...shapeChecks,
  ...invarianceChecks,
  ...lifeChecks,
  ...meaningChecks,
];

/** The functions of a test framework that `testBackend` needs; vitest's, Jest's and node:test's fit. */
export interface TestFramework {
  readonly describe: (name: string, body: () => void) => unknown;
  readonly it: (name: string, body: () => Promise<void>) => unknown;
  readonly beforeAll: (body: () => Promise<void>) => unknown;
  readonly afterAll: (body: () => Promise<void>) => unknown;
}

/**
 * Declares every check as a test: the whole test file of an engine can be
 * `testBackend("my engine", load, { describe, it, beforeAll, afterAll })`.
 * @param prepare reads the model and says how the engine is loaded; called once, before the first check
 */
export function testBackend(
  name: string,
  prepare: () => Promise<BackendSubject>,
  { describe, it, beforeAll, afterAll }: TestFramework,
): void {
  describe(name, () => {
    let loaded: LoadedSubject;
    beforeAll(async () => {
      const subject = await prepare();
      const backend = await subject.load();
      loaded = { ...subject, backend, embedder: embedderOver(subject, backend) };
    });
    afterAll(async () => {
      await loaded?.backend.dispose();
    });
    for (const check of backendChecks) it(check.name, () => check.run(loaded));
  });
}
