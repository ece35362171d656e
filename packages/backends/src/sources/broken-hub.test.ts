import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { commit, modelId, refuse, type SeenRequest } from "../../test/hub/loopback-hub.ts";
import { type PullTest, pullTest } from "../../test/hub/pulling.ts";
import { ModelStore } from "./store/model-store.ts";

const weights = "model.safetensors";
const isWeights = ({ at, url }: SeenRequest): boolean => at === "storage" && url === `/blob/${weights}`;

describe("a hub that breaks", () => {
  let test: PullTest;
  beforeEach(async () => {
    test = await pullTest();
  });

  const content = (path: string): Buffer => test.hub.files.get(path) ?? Buffer.alloc(0);
  const asked = (): SeenRequest[] => test.hub.seen.filter(isWeights);

  /** First byte of each part that was asked for. */
  const starts = (): number[] =>
    asked().map(({ range }) => Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0));

  /** The model is whole, and its weights are what the repository has. */
  async function expectWhole(pulled: Promise<{ directory: string }>): Promise<void> {
    const { directory } = await pulled;
    expect((await readFile(join(directory, weights))).equals(content(weights))).toBe(true);
  }

  /** The sentence says it, and nothing that looks like a model is left. */
  async function expectRefused(pulled: Promise<unknown>, name: string, message: RegExp): Promise<void> {
    await expect(pulled).rejects.toMatchObject({
      name,
      message: expect.stringMatching(message),
      remedy: expect.stringMatching(/\w/),
    });
    expect(new ModelStore(test.cacheDirectory).find({ id: modelId, revision: commit })).toBeUndefined();
  }

  it("drops the line: the rest is asked for by Range, as often as it takes", async () => {
    const each = 700_000;
    test.hub.misbehave = (seen, response, whole) => {
      if (!isWeights(seen) || whole === undefined) return false;
      const from = Number(/\d+/.exec(seen.range ?? "")?.[0] ?? 0);
      if (whole.length - from <= each) return false;
      response.writeHead(from === 0 ? 200 : 206, {
        "content-length": whole.length - from,
        ...(from > 0 && { "content-range": `bytes ${from}-${whole.length - 1}/${whole.length}` }),
      });
      response.write(whole.subarray(from, from + each), () => setImmediate(() => response.destroy()));
      return true;
    };
    await expectWhole(test.pull());
    const places = starts();
    expect(places.length).toBeGreaterThan(4);
    expect(places).toEqual([...new Set(places)].sort((one, other) => one - other));
    expect(test.clock.waits.length).toBe(places.length - 1);
    expect(test.notices.length).toBe(places.length - 1);
  });

  it("drops every line before a byte has come: five attempts, then a sentence", async () => {
    test.hub.misbehave = (seen, response) => isWeights(seen) && Boolean(response.destroy());
    await expectRefused(test.pull(), "BackendUnavailable", /^127\.0\.0\.1:\d+ cannot be reached: /);
    expect(asked().length).toBe(5);
  });

  it("ends a file early without saying so", async () => {
    let times = 0;
    test.hub.misbehave = (seen, response, whole) => {
      if (!isWeights(seen) || times++ > 0) return false;
      // Chunked: its end looks like the file's.
      response.writeHead(200).end(whole?.subarray(0, 1000));
      return true;
    };
    await expectWhole(test.pull());
    expect(asked().map(({ range }) => range)).toEqual([undefined, "bytes=1000-"]);
  });

  it("has a shorter file than it lists", async () => {
    test.hub.misbehave = (seen, response, whole) => {
      if (!isWeights(seen)) return false;
      if (seen.range !== undefined) return refuse(response, 416);
      response.writeHead(200).end(whole?.subarray(0, 1000));
      return true;
    };
    await expectRefused(
      test.pull(),
      "BackendUnavailable",
      /ended model\.safetensors of .* after 1000 of \d+ bytes/,
    );
  });

  it("has a longer file than it lists", async () => {
    test.hub.misbehave = (seen, response, whole) =>
      isWeights(seen) &&
      Boolean(response.end(Buffer.concat([whole ?? Buffer.alloc(0), Buffer.from("more")])));
    await expectRefused(test.pull(), "ModelCorrupt", /gave more than the \d+ bytes that model\.safetensors/);
  });

  function flipping(times: number): void {
    test.hub.misbehave = (seen, response, whole) => {
      if (!isWeights(seen) || whole === undefined || times-- <= 0) return false;
      const flipped = Buffer.from(whole);
      flipped[1_000_000] = (flipped[1_000_000] ?? 0) ^ 1;
      response.end(flipped);
      return true;
    };
  }

  it("flips a bit once: the file is fetched again", async () => {
    flipping(1);
    await expectWhole(test.pull());
    expect(asked().map(({ range }) => range)).toEqual([undefined, undefined]);
    expect(test.notices).toEqual([expect.stringMatching(/model\.safetensors .* came damaged/)]);
  });

  it("flips a bit always", async () => {
    flipping(Number.POSITIVE_INFINITY);
    await expectRefused(test.pull(), "ModelCorrupt", /model\.safetensors .* does not have the sha256 that/);
    expect(asked().length).toBe(2);
  });

  it("flips a bit of a file that lies in git", async () => {
    test.hub.misbehave = (seen, response, whole) => {
      if (!seen.url.endsWith("/config.json") || seen.url.includes("_")) return false;
      response.end(Buffer.from(whole?.toString().replace("8", "9") ?? ""));
      return true;
    };
    await expectRefused(test.pull(), "ModelCorrupt", /^config\.json .* does not have the git-sha1 that/);
  });

  it("changes the file between two attempts", async () => {
    const other = Buffer.from(content(weights)).fill(7, 500_000);
    let times = 0;
    test.hub.misbehave = (seen, response, whole) => {
      if (!isWeights(seen) || times++ > 0) return false;
      response.writeHead(200, { "content-length": whole?.length });
      response.write(other.subarray(0, 600_000), () => setImmediate(() => response.destroy()));
      return true;
    };
    await expectWhole(test.pull());
    const [first, second = 0, ...rest] = starts();
    expect([first, second > 0, rest]).toEqual([0, true, [0]]);
  });

  it("gives another part than was asked for", async () => {
    let times = 0;
    test.hub.misbehave = (seen, response, whole) => {
      if (!isWeights(seen) || whole === undefined) return false;
      times += 1;
      if (times > 2) return false;
      const range = times === 2 && { "content-range": `bytes 7-${whole.length - 1}/${whole.length}` };
      response.writeHead(times === 2 ? 206 : 200, {
        ...range,
        "content-length": whole.length - 7 * (times - 1),
      });
      response.write(whole.subarray(7 * (times - 1), 600_000), () => setImmediate(() => response.destroy()));
      return true;
    };
    await expectWhole(test.pull());
    expect(test.notices.at(-1)).toMatch(/gave another part of model\.safetensors/);
  });

  it("cannot continue: the whole file is taken", async () => {
    let times = 0;
    test.hub.misbehave = (seen, response, whole) => {
      if (!isWeights(seen)) return false;
      times += 1;
      response.writeHead(200, { "content-length": whole?.length });
      if (times > 1) response.end(whole);
      else response.write(whole?.subarray(0, 600_000), () => setImmediate(() => response.destroy()));
      return true;
    };
    await expectWhole(test.pull());
    const [first, second = 0, ...rest] = starts();
    expect([first, second > 0, rest]).toEqual([0, true, []]);
  });

  it.each([
    ["by its type", "text/html; charset=utf-8", "Please sign in"],
    ["by how it begins", "application/octet-stream", "\n<!DOCTYPE html><title>Sign in</title>"],
  ])("answers with a web page, seen %s", async (_how, type, page) => {
    test.hub.misbehave = (seen, response) =>
      isWeights(seen) && Boolean(response.writeHead(200, { "content-type": type }).end(page));
    await expectRefused(
      test.pull(),
      "ModelCorrupt",
      /answered with a web page in place of model\.safetensors/,
    );
    expect(asked().length).toBe(1);
  });

  it("answers with a web page in place of the listing", async () => {
    test.hub.misbehave = (_seen, response) =>
      Boolean(response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in</html>"));
    await expectRefused(
      test.pull(),
      "BackendUnavailable",
      /about Org\/tiny-model@main is none of a model hub/,
    );
  });

  it("gives a git-lfs pointer in place of the file", async () => {
    const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${"0".repeat(64)}\nsize 9\n`;
    test.hub.misbehave = (seen, response) => isWeights(seen) && Boolean(response.end(pointer));
    await expectRefused(test.pull(), "ModelCorrupt", /gave a git-lfs pointer in place of model\.safetensors/);
    expect(asked().length).toBe(1);
  });

  it("is asked too often: its Retry-After is kept to", async () => {
    let times = 0;
    test.hub.misbehave = (seen, response) =>
      isWeights(seen) && times++ < 2 && refuse(response, 429, { "retry-after": "30" });
    await expectWhole(test.pull());
    expect(test.clock.waits).toEqual([30_000, 30_000]);
  });

  it("asks to be left alone for longer than anybody waits", async () => {
    test.hub.misbehave = (_seen, response) => refuse(response, 429, { "retry-after": "3600" });
    await expectRefused(test.pull(), "Overloaded", /status 429/);
    expect([test.hub.seen.length, test.clock.waits]).toEqual([1, []]);
  });

  it("is broken for a while", async () => {
    let times = 0;
    test.hub.misbehave = (_seen, response) => times++ < 3 && refuse(response, 502);
    await expectWhole(test.pull());
    expect(test.clock.waits).toEqual([250, 500, 1000]);
  });

  it.each([
    [401, "", "ModelNotFound", /has no Org\/tiny-model@main, or does not show it/],
    [401, "RepoNotFound", "ModelNotFound", /has no Org\/tiny-model@main, or does not show it/],
    [404, "RevisionNotFound", "ModelNotFound", /there is no such revision/],
    [404, "", "ModelNotFound", /has no Org\/tiny-model@main, or does not show it/],
    [401, "GatedRepo", "ModelNotFound", /Org\/tiny-model@main is gated/],
    [403, "GatedRepo", "ModelNotFound", /Org\/tiny-model@main is gated/],
    [403, "", "ModelNotFound", /refuses Org\/tiny-model@main \(status 403\)/],
    [501, "", "BackendUnavailable", /answered with status 501/],
  ])("answers %i %s", async (status, code, name, message) => {
    test.hub.misbehave = (_seen, response) =>
      refuse(response, status, code === "" ? {} : { "x-error-code": code });
    await expectRefused(test.pull(), name, message);
    expect(test.hub.seen.length).toBe(1);
  });

  it("has the weights as a pickle only: refused before anything is fetched", async () => {
    test.hub.files.delete(weights);
    await expectRefused(
      test.pull(),
      "ModelNotFound",
      /has its weights as pytorch_model\.bin only, which could run code/,
    );
    expect(test.hub.seen.length).toBe(1);
  });

  it("has an adapter as a pickle only, or nothing of it but its config", async () => {
    for (const path of ["config.json", weights]) test.hub.files.delete(path);
    test.hub.files.set("adapter_config.json", Buffer.from("{}"));
    await expectRefused(test.pull(), "ModelNotFound", /has no adapter_model\.safetensors/);
    test.hub.files.set("adapter_model.bin", Buffer.from("pickle"));
    await expectRefused(test.pull(), "ModelNotFound", /as adapter_model\.bin only, which could run code/);
    expect(test.hub.seen.length).toBe(2);
  });

  it("has a module's weights as a pickle only: refused before the weights are fetched", async () => {
    test.hub.files.delete("2_Dense/model.safetensors");
    await expectRefused(
      test.pull(),
      "ModelNotFound",
      /2_Dense\/pytorch_model\.bin only, which could run code/,
    );
    expect(asked()).toEqual([]);
  });

  it.each(["../outside", "/etc", "a/../../b", "..\\outside", "C:\\outside"])(
    "names a module's folder %s",
    async (folder) => {
      test.hub.files.set("modules.json", Buffer.from(JSON.stringify([{ path: folder }])));
      test.hub.files.set(`${folder}/config.json`, Buffer.from("{}"));
      await expectRefused(test.pull(), "ModelCorrupt", /which is no path inside of a model folder/);
      expect(existsSync(join(test.cacheDirectory, "outside"))).toBe(false);
    },
  );

  it("is not there", async () => {
    await test.hub.stop();
    await expectRefused(test.pull(), "BackendUnavailable", /cannot be reached: .*ECONNREFUSED/);
  });
});
