import { describe, expect, it } from "vitest";
import { bodyOf, loopbackServer } from "../../../test/http/loopback-server.ts";
import { request, transportTo } from "../../../test/http/transport.ts";

describe("a redirect", () => {
  it.each([301, 302, 307, 308])(
    "(%i) within the origin is followed with method, body and key",
    async (status) => {
      const { transport } = await transportTo(
        async (incoming, response) => {
          if (incoming.url === "/embed") {
            response.writeHead(status, { location: "/v2/embed" }).end();
            return;
          }
          const { method, url, headers } = incoming;
          response.end(
            JSON.stringify({ method, url, key: headers.authorization, body: await bodyOf(incoming) }),
          );
        },
        { key: "s3cret" },
      );
      expect(JSON.parse((await transport.send(request)).body)).toEqual({
        method: "POST",
        url: "/v2/embed",
        key: "Bearer s3cret",
        body: request.body,
      });
    },
  );

  it("to another origin is refused, and nothing is sent there", async () => {
    const seen: unknown[] = [];
    const other = await loopbackServer((incoming, response) => {
      seen.push(incoming.headers);
      response.end("{}");
    });
    let count = 0;
    const { transport } = await transportTo(
      (_incoming, response) => {
        count += 1;
        response.writeHead(307, { location: `${other.url}/embed` }).end();
      },
      { key: "s3cret" },
    );
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "HostNotAllowed",
      message: `${transport.host} redirects to ${other.url}, and nothing was sent there.`,
      remedy: expect.stringContaining("backendOptions.url"),
    });
    expect({ seen, count }).toEqual({ seen: [], count: 1 });
  });

  it.each([
    ["another scheme", (host: string) => `https://${host}/embed`],
    ["another name of this machine", (host: string) => `http://localhost:${host.split(":")[1]}/embed`],
    ["an address without a scheme", () => "//elsewhere.example/embed"],
    ["a scheme that is none of HTTP's", () => "data:application/json,[]"],
  ])("to %s is another origin", async (_what, location) => {
    const { transport } = await transportTo((_incoming, response) => {
      response.writeHead(308, { location: location(transport.host) }).end();
    });
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "HostNotAllowed",
      message: expect.stringMatching(/ redirects to (https?|data):.*, and nothing was sent there\.$/),
    });
  });

  it("that leads in a circle is given up", async () => {
    let count = 0;
    const { transport } = await transportTo((_incoming, response) => {
      count += 1;
      response.writeHead(302, { location: "/embed" }).end();
    });
    await expect(transport.send(request)).rejects.toMatchObject({
      name: "BackendUnavailable",
      message: `${transport.host} redirects more than 3 times.`,
    });
    expect(count).toBe(4);
  });

  it.each([{}, { location: "http://[" }])("to no address is named: %j", async (headers) => {
    const { transport } = await transportTo((_incoming, response) => {
      response.writeHead(307, headers).end();
    });
    await expect(transport.send(request)).rejects.toMatchObject({
      message: `${transport.host} redirects to no address.`,
    });
  });
});
