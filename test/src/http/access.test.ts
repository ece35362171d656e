import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type IncomingHttpHeaders, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runIsovec } from "../run-isovec.ts";
import { HttpService } from "./http-service.ts";

/** Status of a GET with headers that `fetch` would not send. */
function statusOf(url: string, headers: IncomingHttpHeaders): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request(url, { headers, agent: false }, (response) => {
      response.resume().once("end", () => resolve(response.statusCode));
    })
      .once("error", reject)
      .end();
  });
}

const token = "a token without a space".replaceAll(" ", "-");

describe("a server on this machine alone", () => {
  let service: HttpService;
  beforeAll(async () => {
    service = await HttpService.start();
  });
  afterAll(() => service?.stop());

  it.each<[number, string, IncomingHttpHeaders]>([
    [200, "its address", {}],
    [200, "its name", { host: "localhost:8901" }],
    [200, "a page of this machine", { origin: "http://localhost:5173" }],
    [403, "a name that was made to point here", { host: "rebound.example:8901" }],
    [403, "a name that only begins like ours", { host: "localhost.example" }],
    [403, "a name that only begins like an address", { host: "127.0.0.1.example" }],
    [403, "a page of another host", { origin: "https://page.example" }],
    [403, "a page without a host", { origin: "null" }],
    [403, "no name at all", { host: ":8901" }],
  ])("HTTP-HOST-1: answers %i for %s", async (status, _what, headers) => {
    expect(await statusOf(`${service.url}/v1/models`, headers)).toBe(status);
  });
});

describe("a server with a token", () => {
  let service: HttpService;
  beforeAll(async () => {
    service = await HttpService.start(["--host", "0.0.0.0"], { ISOVEC_HTTP_TOKEN: token });
  });
  afterAll(() => service?.stop());

  it.each<[number, string, string, IncomingHttpHeaders]>([
    [200, "/v1/models", "the token", { authorization: `Bearer ${token}` }],
    [
      200,
      "/v1/models",
      "the token, by another name of the machine",
      { authorization: `bearer ${token}`, host: "x" },
    ],
    [401, "/v1/models", "no token", {}],
    [401, "/v1/models", "another token", { authorization: `Bearer ${token}x` }],
    [401, "/v1/models", "the beginning of the token", { authorization: `Bearer ${token.slice(0, -1)}` }],
    [401, "/v1/models", "the token as a password", { authorization: `Basic ${token}` }],
    [401, "/metrics", "no token", {}],
    [401, "/nothing", "no token", {}],
    [200, "/health", "no token", {}],
  ])("HTTP-TOKEN-2: answers %i to a request for %s with %s", async (status, path, _what, headers) => {
    const url = service.url.replace("0.0.0.0", "127.0.0.1");
    expect(await statusOf(url + path, headers)).toBe(status);
  });
});

describe("a server that other machines could reach", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "isovec-token-"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const start = (...parameters: string[]) => runIsovec(["serve", "--http", "--port", "0", ...parameters]);

  it.each(["0.0.0.0", "::", "192.0.2.1", "an-other-machine"])(
    "HTTP-TOKEN-1: does not listen on %s without a token",
    async (host) => {
      const { status, stderr } = await start("--host", host);
      expect([status, stderr]).toEqual([
        2,
        expect.stringMatching(/name a token in ISOVEC_HTTP_TOKEN or with/),
      ]);
    },
  );

  it.skipIf(process.platform === "win32").each(["644", "640", "620", "604"])(
    "HTTP-TOKEN-3: takes no token from a file of mode %s",
    async (mode) => {
      const file = join(folder, "token");
      writeFileSync(file, `${token}\n`);
      chmodSync(file, Number.parseInt(mode, 8));
      const { status, stderr } = await start("--token-file", file);
      expect([status, stderr]).toEqual([
        2,
        expect.stringMatching(/others can read or change it\. Run chmod 600/),
      ]);
    },
  );

  it.each(["short", `${token} with spaces`])("takes no token that is no good one: %s", async (text) => {
    const file = join(folder, "poor");
    writeFileSync(file, text, { mode: 0o600 });
    const { status, stderr } = await start("--token-file", file);
    expect([status, stderr]).toEqual([2, expect.stringMatching(/16 characters or more/)]);
  });

  it("takes it from a file of its user's alone", async () => {
    const file = join(folder, "good");
    writeFileSync(file, `${token}\n`, { mode: 0o600 });
    const service = await HttpService.start(["--token-file", file]);
    const authorization = `Bearer ${token}`;
    expect(await statusOf(`${service.url}/v1/models`, {})).toBe(401);
    expect(await statusOf(`${service.url}/v1/models`, { authorization })).toBe(200);
    await service.stop();
  });
});
