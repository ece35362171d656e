import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { brokenBackends } from "../../test/broken-backends.ts";
import { ToyBackend } from "../../test/toy-backend.ts";
import type { EmbeddingBackend } from "../backend/embedding-backend.ts";
import { IsovecError } from "../errors/isovec-error.ts";
import { readModel } from "../model/read-model.ts";
import { createTokenizer } from "../preprocess/tokenizer/create-tokenizer.ts";
import { type BackendSubject, embedderOver } from "./checks/subject.ts";
import { makeProbes } from "./make-probes.ts";
import { backendChecks, testBackend } from "./test-backend.ts";

const bundled = fileURLToPath(new URL("../../../../models/all-MiniLM-L6-v2/", import.meta.url));

/** The bundled model's metadata and tokenizer around an engine that is a formula. */
async function subjectOf(load: () => EmbeddingBackend, takesAnyOption = false): Promise<BackendSubject> {
  const card = await readModel(bundled);
  const tokenizer = createTokenizer(card);
  return {
    card,
    tokenizer,
    probes: await makeProbes({ card, tokenizer, backend: new ToyBackend() }),
    load: async (options) => {
      const unknown = Object.keys(options ?? {})[0];
      if (unknown !== undefined && !takesAnyOption) {
        throw new IsovecError("ConfigurationInvalid", `The toy has no option ${unknown}.`);
      }
      return load();
    },
  };
}

testBackend("an engine that does everything right", () => subjectOf(() => new ToyBackend()), {
  describe,
  it,
  beforeAll,
  afterAll,
});

describe("a broken engine", () => {
  it.each(brokenBackends)(
    "that $what is rejected by «$caughtBy»",
    async ({ caughtBy, load, takesAnyOption }) => {
      const check = backendChecks.find(({ name }) => name === caughtBy);
      if (check === undefined) throw new Error(`there is no check «${caughtBy}»`);
      const subject = await subjectOf(load, takesAnyOption);
      const backend = await subject.load();
      await expect(
        check.run({ ...subject, backend, embedder: embedderOver(subject, backend) }),
      ).rejects.toThrowError();
    },
  );

  it("is known for most of the checks", () => {
    expect(new Set(brokenBackends.map(({ caughtBy }) => caughtBy)).size).toBeGreaterThanOrEqual(20);
  });
});
