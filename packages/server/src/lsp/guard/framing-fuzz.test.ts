import { describe, expect, it } from "vitest";
import { frame, GuardedEcho, notification, request } from "../../../test/guarded-echo.ts";
import { seededRandom } from "../../seeded-random.ts";

/** 1,000,000 were run once (docs/protocol/1.0/specification.md). */
const cases = Number(process.env["ISOVEC_FUZZ_CASES"] ?? 10_000);
const seed = Number(process.env["ISOVEC_FUZZ_SEED"] ?? 1);

class Generator {
  constructor(private readonly random: () => number) {}

  below(limit: number): number {
    return Math.floor(this.random() * limit);
  }

  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  bytes(most: number): Buffer {
    return Buffer.from(Array.from({ length: this.below(most) }, () => this.below(256)));
  }

  value(depth = 0): unknown {
    const leaf = [null, true, -1, 1e308, 1.5, "", "text", "\u0000", "\ud800", "2.0", "echo", "initialize"];
    if (depth > 3 || this.below(3) > 0) return this.pick(leaf);
    const items = Array.from({ length: this.below(4) }, () => this.value(depth + 1));
    if (this.below(2) === 0) return items;
    const keys = ["jsonrpc", "id", "method", "params", "result", "error", "__proto__", "x"];
    return Object.fromEntries(items.map((item) => [this.pick(keys), item]));
  }

  message(id: number): Record<string, unknown> {
    const whole: Record<string, unknown> = { jsonrpc: "2.0", id, method: "echo", params: this.value() };
    if (this.below(4) === 0)
      whole["method"] = this.pick(["$/cancelRequest", "$/progress", "$/setTrace", "fail"]);
    for (const key of ["jsonrpc", "id", "method", "params", "result", "error"]) {
      if (this.below(8) === 0) whole[key] = this.value();
      if (this.below(12) === 0) delete whole[key];
    }
    return whole;
  }

  /** A body that may be anything, in a frame that is right. */
  wellFramed(id: number): Buffer {
    const body = Buffer.from(JSON.stringify(this.message(id)) ?? "");
    const damaged = this.below(3) === 0 ? this.damage(body) : body;
    return Buffer.concat([Buffer.from(`Content-Length: ${damaged.length}\r\n\r\n`), damaged]);
  }

  damage(bytes: Buffer): Buffer {
    const at = this.below(bytes.length + 1);
    const head = bytes.subarray(0, at);
    const tail = bytes.subarray(at);
    const changed = Buffer.from(tail);
    if (changed.length > 0) changed[0] = this.below(256);
    return this.pick([
      () => head,
      () => Buffer.concat([head, this.bytes(8), tail]),
      () => Buffer.concat([head, tail.subarray(this.below(8))]),
      () => Buffer.concat([head, changed]),
      () => Buffer.concat([head, bytes, tail]),
    ])();
  }

  brokenFrame(id: number): Buffer {
    const whole = Buffer.from(frame(this.message(id)));
    const length = this.pick([
      "-1",
      "",
      "1e9",
      "99999999999999999999",
      "0",
      "3",
      " 12 ",
      "+5",
      "٣",
      "NaN",
      "2\r\n",
    ]);
    const name = this.pick(["Content-Length", "content-length", "Content_Length", "Length", "", "\u0000"]);
    return this.pick([
      () => this.damage(whole),
      () => this.bytes(64),
      () => Buffer.from(`${name}: ${length}\r\n\r\n${"x".repeat(this.below(16))}`),
      () => Buffer.from(JSON.stringify(this.message(id)) + this.pick(["", "\n", "\r\n\r\n"])),
      () => Buffer.from("Content-Length: 2\n\n{}"),
    ])();
  }

  chunks(bytes: Buffer): Buffer[] {
    const chunks: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const size = 1 + this.below(this.pick([1, 8, 64, 4096]));
      chunks.push(bytes.subarray(at, at + size));
      at += size;
    }
    return chunks;
  }
}

describe(`whatever is sent (${cases} cases, seed ${seed})`, () => {
  it("is answered at most once, and a session whose framing holds lives on", {
    timeout: 3_600_000,
  }, async () => {
    const generate = new Generator(seededRandom(seed));
    const heap = () => process.memoryUsage().heapUsed;
    const before = heap();
    for (let number = 0; number < cases; number++) {
      const server = new GuardedEcho();
      const pieces = Array.from({ length: 1 + generate.below(5) }, (_, id) => generate.wellFramed(id + 1));
      const opening = generate.below(8) > 0 ? request("open", "initialize") : notification("initialized");
      const framed = generate.below(2) === 0;
      if (!framed) pieces.splice(generate.below(pieces.length + 1), 0, generate.brokenFrame(99));
      const bytes = Buffer.concat([Buffer.from(opening), ...pieces]);
      const answers = await server.send(...generate.chunks(bytes));
      for (const { error } of answers) expect(error?.message ?? "").not.toMatch(/:\d+:\d+|node_modules/);
      if (server.closed) {
        expect(framed).toBe(false);
        expect(answers.filter(({ error }) => error?.message.endsWith("The connection ends."))).toHaveLength(
          1,
        );
      } else if (framed) {
        expect(answers.length).toBeLessThanOrEqual(1 + pieces.length);
        const [alive] = await server.send(request("alive", "echo"));
        expect(alive).toMatchObject({ id: "alive" });
      }
      server.input.end();
      await server.send();
      expect(server.closed).toBe(true);
    }
    // Nothing of a session stays behind; what the collector has not yet taken is no more than this.
    expect(heap() - before).toBeLessThan(256 * 2 ** 20);
  });
});
