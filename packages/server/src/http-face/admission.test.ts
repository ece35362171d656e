import { describe, expect, it } from "vitest";
import { Admission } from "./admission.ts";

describe("what is under way", () => {
  it("HTTP-QUEUE-1: is bounded in requests and in the bytes of their bodies, and gives both back", () => {
    const admission = new Admission({ requests: 2, bytes: 100 });
    const [one, two] = [admission.enter(), admission.enter()];
    expect(() => admission.enter()).toThrow(/^2 requests of 0 bytes are under way, and no more are taken\.$/);
    one.hold(60);
    two.hold(40);
    expect(() => two.hold(1)).toThrow(/2 requests of 100 bytes/);
    one.leave();
    one.leave();
    expect([admission.requests, admission.bytes]).toEqual([1, 40]);
    admission.enter().hold(60);
    one.hold(1000);
    expect([admission.requests, admission.bytes]).toEqual([2, 100]);
  });
});
