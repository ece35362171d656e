import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { loopbackServer } from "../../../test/http/loopback-server.ts";
import { request, transportTo } from "../../../test/http/transport.ts";
import { serverMessage } from "../../peer/printable.ts";

describe("the key", () => {
  it("is sent as a bearer token", async () => {
    const { transport } = await transportTo(
      ({ headers }, response) => response.end(JSON.stringify(headers.authorization)),
      { key: "s3cret" },
    );
    expect((await transport.send(request)).body).toBe('"Bearer s3cret"');
  });

  it("is cut out of what the server says", async () => {
    const { transport } = await transportTo(
      ({ headers }, response) =>
        response
          .writeHead(401)
          .end(JSON.stringify({ error: { message: `Incorrect API key: ${headers.authorization}` } })),
      { key: "s3cret" },
    );
    expect((await transport.send(request)).message).toBe("Incorrect API key: Bearer (key)");
  });

  it.each([
    ["a reset", (socket: { resetAndDestroy(): void }) => socket.resetAndDestroy()],
    ["no answer", (socket: { destroy(): void }) => socket.destroy()],
  ])("is in no error about %s", async (_what, fail) => {
    const { transport } = await transportTo(({ socket }) => void fail(socket), { key: "s3cret" });
    const error: unknown = await transport.send(request).catch((reason) => reason);
    expect(inspect(error, { depth: 20, showHidden: true })).not.toContain("s3cret");
    expect(inspect(transport, { depth: 20, showHidden: true })).not.toContain("s3cret");
  });
});

describe("what a server says of its failure", () => {
  it.each([
    ['{"error":{"message":"too long"}}', "too long"],
    ['{"error":"too long","error_type":"validation"}', "too long"],
    ['{"message":"too long"}', "too long"],
    ['{"detail":[{"msg":"too long"}]}', '[{"msg":"too long"}]'],
    ["<html>\r\n<title>502 Bad Gateway</title>", "<html> <title>502 Bad Gateway</title>"],
    ["", ""],
    ["null", "null"],
    ['{"error":{"message":{"deep":1}}}', '{"deep":1}'],
  ])("is found in %j", (body, said) => {
    expect(serverMessage(body)).toBe(said);
  });

  it("is one line without what a terminal or an editor would obey", () => {
    const said = serverMessage("a\u001b[31mred\u0007\r\nb\u202Eevil\u2028c\u0000\u009Bd\u200B\uD800");
    expect(said).toBe("a [31mred b evil c d");
  });

  it("has at most 200 characters, none of them half a one", () => {
    const said = serverMessage("🦉".repeat(500));
    expect(said).toBe(`${"🦉".repeat(199)}…`);
  });
});

describe("a proxy in the environment", () => {
  it("is not used", async () => {
    let asked = 0;
    const proxy = await loopbackServer((_request, response) => {
      asked += 1;
      response.writeHead(502).end();
    });
    proxy.server.on("connect", () => {
      asked += 1;
    });
    const server = await loopbackServer((_request, response) => response.end('"served"'));
    const built = (path: string) => JSON.stringify(new URL(`../../../dist/${path}`, import.meta.url).href);
    const script = `
      import { HttpTransport } from ${built("http/transport/http-transport.js")};
      import { serverOrigin } from ${built("http/transport/server-origin.js")};
      import { systemClock } from ${built("peer/clock.js")};
      const parts = { origin: serverOrigin(${JSON.stringify(server.url)}), key: undefined, maxResponseBytes: 1000 };
      const transport = new HttpTransport(parts, { timeoutMs: 30000, concurrency: 1 }, systemClock);
      process.stdout.write((await transport.send({ method: "GET", path: "/info", body: undefined })).body);
    `;
    const proxies = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
    const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
      cwd: fileURLToPath(new URL("../../..", import.meta.url)),
      env: {
        ...process.env,
        no_proxy: "",
        NO_PROXY: "",
        ...Object.fromEntries(proxies.map((name) => [name, proxy.url])),
      },
    });
    let written = "";
    for await (const block of child.stdout) written += String(block);
    expect({ written, asked }).toEqual({ written: '"served"', asked: 0 });
  });
});
