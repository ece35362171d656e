import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testBackend } from "@isovec/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { buildCExample, hasCompiler } from "../../test/process/c-example.ts";
import { hasPython, installPythonExample, withoutPython } from "../../test/process/python-example.ts";
import { bundledModel, subjectFor } from "../../test/subject.ts";

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "isovec-plugin-"));
  folders.push(folder);
  return folder;
}

const framework = { describe, it, beforeAll, afterAll };

describe.skipIf(!hasCompiler)("the engine process (skipped without cc)", () => {
  testBackend(
    "over the C example",
    async () => subjectFor("process", { options: { plugin: await buildCExample(await newFolder()) } }),
    framework,
  );
});

describe.skipIf(!hasPython)(`the engine process${withoutPython}`, () => {
  testBackend(
    "over the Python example",
    async () => {
      const plugin = await installPythonExample(await newFolder(), bundledModel);
      return subjectFor("process", { options: { plugin }, threads: 2 });
    },
    framework,
  );
});
