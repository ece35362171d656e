import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testBackend } from "@isovec/core";
import { afterAll, beforeAll, describe, it } from "vitest";
import { smallSubjectFor } from "../../test/small-model.ts";
import { unlessAdapter } from "../../test/webgpu-adapter.ts";

const missing = await unlessAdapter();
const folder = await mkdtemp(join(tmpdir(), "isovec-webgpu-contract-"));
afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(missing !== "")(`the contract of an engine${missing}`, () => {
  testBackend("webgpu", () => smallSubjectFor("webgpu", folder), { describe, it, beforeAll, afterAll });
});
