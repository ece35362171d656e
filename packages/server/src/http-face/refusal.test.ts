import { IsovecError } from "@isovec/core";
import { describe, expect, it } from "vitest";
import { bodyOf, refusalOf } from "./refusal.ts";

const secret = "/home/somebody/models/weights.safetensors";

describe("a failure of the engine or of ours", () => {
  it.each<[number, string, unknown]>([
    [500, "a defect", new TypeError(`cannot read ${secret}`)],
    [500, "what is no error", secret],
    [502, "an engine that cannot run", new IsovecError("BackendUnavailable", `${secret} is damaged.`)],
    [503, "an engine that has died", new IsovecError("PluginCrashed", secret, { retryable: true })],
    [502, "a damaged model", new IsovecError("ModelCorrupt", secret, { remedy: secret })],
  ])("HTTP-WORDS-1: is answered %i without its own words: %s", (status, _what, error) => {
    const told: string[] = [];
    const refusal = refusalOf(error, (message) => told.push(message));
    expect(refusal.status).toBe(status);
    for (const shape of ["openai", "tei"] as const)
      expect(JSON.stringify(bodyOf(refusal, shape))).not.toContain("somebody");
    expect(told).toEqual([expect.stringContaining(secret)]);
  });
});

describe("what the client can mend", () => {
  it.each<[number, string, IsovecError]>([
    [400, "invalid_request_error", new IsovecError("InputTooLong", "Too long.")],
    [404, "invalid_request_error", new IsovecError("ModelNotFound", "Not here.")],
    [429, "rate_limit_error", new IsovecError("Overloaded", "Full.")],
    [504, "server_error", new IsovecError("Timeout", "Late.")],
  ])("is answered %i, %s, in its own words", (status, type, error) => {
    const refusal = refusalOf(error, () => expect.unreachable());
    expect(refusal.status).toBe(status);
    expect(bodyOf(refusal, "openai")).toMatchObject({ error: { type, message: error.message } });
  });
});
