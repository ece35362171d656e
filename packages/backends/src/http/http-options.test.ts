import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { parseHttpOptions } from "./http-options.ts";

const valid = { url: "http://127.0.0.1:8080", api: "tei" };

describe("the options of the http engine", () => {
  it("have defaults", () => {
    expect(parseHttpOptions(valid, {})).toMatchObject({
      api: "tei",
      key: undefined,
      timeoutMs: 60_000,
      concurrency: 4,
      maxResponseBytes: 33_554_432,
      origin: { origin: "http://127.0.0.1:8080", host: "127.0.0.1:8080", path: "" },
    });
  });

  it.each([
    [undefined, /backendOptions\.url: /],
    [{ ...valid, colour: 1 }, /the engine http has no option "colour"/],
    [{ colour: 1 }, /has no option "colour"/],
    [{ ...valid, api: "cohere" }, /backendOptions\.api: /],
    [{ ...valid, timeoutMs: 0 }, /backendOptions\.timeoutMs: /],
    [{ ...valid, concurrency: 1.5 }, /backendOptions\.concurrency: /],
    [{ ...valid, maxResponseBytes: "1 GB" }, /backendOptions\.maxResponseBytes: /],
    [{ ...valid, keyVariable: "sk-abc def" }, /keyVariable: must be the name of an environment variable/],
    [{ ...valid, url: "8080" }, /backendOptions\.url: it is not a URL/],
    [{ ...valid, url: "file:///etc/passwd" }, /neither http nor https/],
    [{ ...valid, url: "http://host/?model=x" }, /it has a query/],
  ])("name the key that is wrong: %j", (options, message) => {
    expect(() => parseHttpOptions(options, {})).toThrowError(
      expect.objectContaining({
        name: "ConfigurationInvalid",
        message: expect.stringMatching(message),
        remedy: expect.stringMatching(/./),
      }),
    );
  });

  it("do not repeat a password that was written into the url", () => {
    expect(() => parseHttpOptions({ ...valid, url: "https://me:hunter2@host" }, {})).toThrowError(
      /^(?!.*hunter2).*user name or a password/,
    );
  });
});

describe("the key", () => {
  const withKey = { ...valid, keyVariable: "EMBED_KEY" };

  it("is read from the variable that is named, and printed nowhere", () => {
    const options = parseHttpOptions(withKey, { EMBED_KEY: "s3cret\n", OTHER: "x" });
    expect(options.key?.authorization()).toBe("Bearer s3cret");
    expect(inspect(options, { depth: 9, showHidden: true }) + JSON.stringify(options)).not.toContain(
      "s3cret",
    );
  });

  it.each([
    ["is missing", {}],
    ["is empty", { EMBED_KEY: " " }],
  ])("%s: its variable is named", (_what, environment) => {
    expect(() => parseHttpOptions(withKey, environment)).toThrowError(
      expect.objectContaining({
        name: "ConfigurationInvalid",
        message: "backendOptions.keyVariable: the environment variable EMBED_KEY is not set.",
      }),
    );
  });

  it("with a line end inside is refused without being repeated", () => {
    expect(() => parseHttpOptions(withKey, { EMBED_KEY: "two\nlines" })).toThrowError(
      /^(?!.*two).*EMBED_KEY/s,
    );
  });

  it.each([
    "http://example.org",
    "http://192.168.0.7:8080",
    "http://localhost.example.org",
    "http://127.0.0.1.nip.io",
  ])("does not travel unencrypted to %s", (url) => {
    expect(() => parseHttpOptions({ ...withKey, url }, { EMBED_KEY: "s3cret" })).toThrowError(
      expect.objectContaining({
        name: "ConfigurationInvalid",
        message: expect.stringMatching(/^(?!.*s3cret).*unencrypted/),
      }),
    );
    expect(parseHttpOptions({ ...valid, url }, {}).key).toBeUndefined();
  });

  it.each([
    "https://example.org",
    "http://localhost:1",
    "http://[::1]:1",
    "http://127.1.2.3",
    "http://2130706433",
  ])("may travel to %s", (url) => {
    expect(parseHttpOptions({ ...withKey, url }, { EMBED_KEY: "s3cret" }).key).toBeDefined();
  });
});
