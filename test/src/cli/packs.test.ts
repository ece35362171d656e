import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";

describe("isovec index --export and --import", () => {
  let workspace: SampleWorkspace;
  let pack: string;
  beforeAll(async () => {
    workspace = new SampleWorkspace();
    pack = join(workspace.state, "vectors.pack");
    const place = ["--path", workspace.root, "--state", workspace.state];
    const { stdout, status } = await runIsovec(["index", ...place, "--export", pack, "--json"]);
    expect(status).toBe(0);
    expect(JSON.parse(stdout).exported).toEqual({ file: pack, bytes: expect.any(Number), vectors: 4 });
  });
  afterAll(() => workspace.remove());

  it("spare a second place all embedding", async () => {
    const place = ["--path", workspace.root, "--state", join(workspace.state, "second")];
    const { stdout } = await runIsovec(["index", ...place, "--import", pack, "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ chunks: 4, embedded: 0 },
      imported: { file: pack, vectors: 4, taken: 4 },
    });
  });

  it("refuse what is no pack, with what to do", async () => {
    const place = ["--path", workspace.root, "--state", join(workspace.state, "third")];
    const file = join(workspace.root, "src", "retry.ts");
    const { stdout, stderr, status } = await runIsovec(["index", ...place, "--import", file]);
    expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
    expect(stderr).toContain("retry.ts is no pack of vectors.");
    expect(stderr).toContain("isovec index --export");
  });
});
