import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { loopbackServer } from "../../../test/http/loopback-server.ts";
import { modelId } from "../../../test/hub/loopback-hub.ts";
import { pullTest } from "../../../test/hub/pulling.ts";
import { hubSettings } from "./hub-settings.ts";

afterEach(() => vi.unstubAllEnvs());

/** A proxy on this machine that notes where it is asked to go. */
async function loopbackProxy(): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const ends = new Set<Duplex>();
  const { url, server } = await loopbackServer((request, response) => {
    asked.push(request.url ?? "");
    response.writeHead(501).end();
  });
  server.on("connect", (request, socket) => {
    asked.push(request.url ?? "");
    const [host, port] = (request.url ?? "").split(":");
    const onward = connect(Number(port), host, () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    for (const end of [onward, socket]) ends.add(end.on("error", () => undefined));
  });
  // A server waits for the end of what it has handed over.
  onTestFinished(() => {
    for (const end of ends) end.destroy();
  });
  return { url, asked };
}

describe("the way to the hub", () => {
  it("leads through the proxy of the configuration", async () => {
    const test = await pullTest();
    const proxy = await loopbackProxy();
    const settings = hubSettings({ hubUrl: test.hub.url, hubProxy: proxy.url }, {});
    await test.pull({ settings });
    const hosts = [test.hub.url, test.hub.storage].map((url) => new URL(url).host);
    expect(new Set(proxy.asked)).toEqual(new Set(hosts));
  });

  it("leads through the proxy of the environment, and past it to a host of NO_PROXY", async () => {
    const proxy = await loopbackProxy();
    for (const name of ["http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"])
      vi.stubEnv(name, proxy.url);
    const test = await pullTest();
    for (const name of ["no_proxy", "NO_PROXY"]) vi.stubEnv(name, "");
    await test.pull();
    expect(proxy.asked.length).toBeGreaterThan(0);
    proxy.asked.length = 0;
    for (const name of ["no_proxy", "NO_PROXY"]) vi.stubEnv(name, "127.0.0.1");
    await test.pull();
    expect(proxy.asked).toEqual([]);
  });

  it.each([
    ["a circle", "/elsewhere", "BackendUnavailable", /redirects more than 5 times/],
    [
      "no network address",
      "file:///etc/passwd",
      "HostNotAllowed",
      /redirects to file:, and nothing was asked there/,
    ],
  ])("does not lead along a redirect to %s", async (_what, location, name, message) => {
    const test = await pullTest();
    test.hub.misbehave = (_seen, response) => {
      response.writeHead(302, { location }).end();
      return true;
    };
    await expect(test.pull()).rejects.toMatchObject({ name, message: expect.stringMatching(message) });
  });
});

describe("the settings of the hub", () => {
  it("are the configuration's, then the environment's, then the public hub's", () => {
    const environment = { HF_ENDPOINT: "https://mirror.example/hf/" };
    expect(hubSettings({ hubUrl: "https://own.example" }, environment).origin.origin).toBe(
      "https://own.example",
    );
    expect(hubSettings({}, environment).origin).toMatchObject({
      origin: "https://mirror.example",
      path: "/hf",
    });
    expect(hubSettings({}, {}).origin.host).toBe("huggingface.co");
  });

  it.each([
    [{ hubUrl: "ftp://hub" }, {}, /^hubUrl: /],
    [{}, { HF_ENDPOINT: "https://me:secret@hub" }, /^HF_ENDPOINT: /],
    [{ hubProxy: "socks5://me:secret@proxy" }, {}, /^hubProxy: /],
    [{}, { HF_TOKEN: "two words secret" }, /HF_TOKEN/],
    [
      { hubUrl: "http://mirror.example" },
      { HF_TOKEN: "hf_secret" },
      /^HF_TOKEN is not sent to mirror\.example/,
    ],
  ])("are refused by name and without a secret: %j %j", (configuration, environment, message) => {
    const settings = () => hubSettings(configuration, environment);
    expect(settings).toThrowError(
      expect.objectContaining({ name: "ConfigurationInvalid", message: expect.stringMatching(message) }),
    );
    expect(settings).not.toThrowError(/secret/);
  });
});

const canMount = process.platform === "linux" && process.getuid?.() === 0 && mountsTmpfs();

function mountsTmpfs(): boolean {
  return spawnSync("unshare", ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]).status === 0;
}

describe.skipIf(!canMount)(
  `a full disk${canMount ? "" : " (skipped: needs root to mount a small one)"}`,
  () => {
    it("is told before anything is fetched, and when it fills meanwhile; then the rest is fetched", async () => {
      const test = await pullTest();
      const cacheDirectory = join(test.cacheDirectory, "small");
      mkdirSync(cacheDirectory);
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", cacheDirectory]);
      onTestFinished(() => void execFileSync("umount", [cacheDirectory]));
      const filler = join(cacheDirectory, "filler");
      writeFileSync(filler, Buffer.alloc(6 << 20));
      const pulling = () => test.pull({ cacheDirectory });
      await expect(pulling()).rejects.toMatchObject({
        name: "BackendUnavailable",
        message: expect.stringMatching(/has \d+ bytes left, and \d+ are needed/),
      });
      expect(test.hub.seen.filter(({ at }) => at === "storage")).toEqual([]);

      writeFileSync(filler, "");
      test.hub.misbehave = ({ at, url }) => {
        if (at === "storage" && url === "/blob/model.safetensors")
          writeFileSync(filler, Buffer.alloc(4 << 20));
        return false;
      };
      await expect(pulling()).rejects.toMatchObject({
        message: expect.stringMatching(/cannot be written \(ENOSPC\)/),
      });
      test.hub.misbehave = undefined;
      writeFileSync(filler, "");
      expect((await pulling()).id).toBe(modelId);
    });
  },
);
