import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModel } from "../repository.ts";
import { type Finished, runIsovec } from "../run-isovec.ts";

const id = "someone/minilm";
const commit = "1".repeat(40);
const paths = ["config.json", "modules.json", "1_Pooling/config.json", "sentence_bert_config.json"];
const filesOf = (directory: string, names: readonly string[]): Map<string, Buffer> =>
  new Map(names.map((path) => [path, readFileSync(join(directory, path))]));
const checkpoint = filesOf(bundledModel, [
  ...paths,
  "tokenizer.json",
  "tokenizer_config.json",
  "model.safetensors",
]);
const adapterId = "someone/adapter";
const adapter = filesOf(`${bundledModel}-code`, [
  "adapter_config.json",
  "adapter_model.safetensors",
  "tokenizer.json",
]);

/** Gives the checkpoint and the adapter of this repository as a hub would. */
function serve(seen: string[]): Promise<Server> {
  const server = createServer(({ url = "" }, response) => {
    seen.push(url);
    const [repository, files] = url.includes(adapterId)
      ? ([adapterId, adapter] as const)
      : ([id, checkpoint] as const);
    const siblings = [...files].map(([rfilename, content]) => ({
      rfilename,
      size: content.length,
      lfs: { sha256: createHash("sha256").update(content).digest("hex"), size: content.length },
    }));
    if (url === `/api/models/${repository}/revision/main?blobs=true`)
      response.end(JSON.stringify({ id: repository, sha: commit, siblings }));
    else response.end(files.get(url.slice(`/${repository}/resolve/${commit}/`.length)));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

describe("isovec pull", () => {
  let folder: string;
  let server: Server;
  let configuration: string;
  const seen: string[] = [];
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "isovec-pull-"));
    server = await serve(seen);
    configuration = join(folder, "own.json");
    const hubUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    writeFileSync(configuration, JSON.stringify({ hubUrl, cacheDirectory: join(folder, "cache") }));
  });
  afterAll(() => {
    server.close();
    rmSync(folder, { recursive: true });
  });

  const run = (...parameters: string[]): Promise<Finished> =>
    runIsovec([...parameters, "--config", configuration], { input: '{"id":1,"text":"one text"}\n' });
  const embed = async (model: string): Promise<unknown> =>
    JSON.parse((await run("embed", "--model", model, "--input", "-", "--json")).stdout);

  it("downloads nothing unasked, and says what to ask for", async () => {
    const { status, stderr } = await run("embed", "--model", id, "--input", "-", "--json");
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /someone\/minilm is not on this machine\.\s+Nothing is downloaded unasked: run `isovec pull/,
    );
    expect(seen).toEqual([]);
  });

  it("fetches an adapter, whose vectors are those of the bundled one", async () => {
    const pulled = await run("pull", adapterId);
    expect(pulled.stdout, pulled.stderr).toMatch(/someone\/adapter is here: 2 MB, bert, 384 dimensions/);
    expect(await embed(adapterId)).toEqual(await embed("all-MiniLM-L6-v2-code"));
    expect((await run("models", "remove", adapterId)).status).toBe(0);
  });

  it("fetches a model whose vectors are the bundled one's, carries it, lists it and removes it", async () => {
    const pulled = await run("pull", id, "--json");
    expect(pulled.status, pulled.stderr).toBe(0);
    expect(JSON.parse(pulled.stdout)).toMatchObject({ model: `${id}@${commit}`, revision: commit });
    const vector = await embed(id);
    expect(vector).toEqual(await embed("all-MiniLM-L6-v2"));

    const file = join(folder, "minilm.tar");
    expect((await run("bundle", id, "--output", file, "--json")).status).toBe(0);
    expect(JSON.parse((await run("models", "remove", id, "--json")).stdout)).toMatchObject({
      removed: [`${id}@${commit}`],
    });
    server.closeAllConnections();
    server.close();
    expect((await run("pull", file)).stdout).toContain(`"model": "${id}@${commit}"`);
    expect(await embed(`${id}@${commit}`)).toEqual(vector);
    expect(JSON.parse((await run("models", "--json")).stdout).pulled).toMatchObject([
      { id, commit, isWhole: true },
    ]);
  });

  it("refuses what is neither a model nor a bundle", async () => {
    const { status, stderr } = await run("pull", "all-MiniLM-L6-v2");
    expect([status, stderr]).toEqual([1, expect.stringMatching(/is neither a model of a hub nor a bundle/)]);
  });
});
