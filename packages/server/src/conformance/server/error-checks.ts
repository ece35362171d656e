import { fail, quoted } from "../check.ts";
import type { WireError } from "../wire-peer.ts";
import { expectCode, type ServerCheck, type ServerSubject, unknownMethod } from "./server-subject.ts";
import { activeModel } from "./vectors.ts";

const query = { inputs: ["a"], role: "query" };

/** Requests that fail, each in another part of a server. */
const failing: readonly (readonly [string, unknown])[] = [
  [unknownMethod, {}],
  ["embedding/embed", { ...query, model: "no-such-model" }],
  ["embedding/embed", { ...query, dimensions: 2 ** 30 }],
  ["embedding/embed", { ...query, inputs: ["word ".repeat(20_000)], truncate: false }],
  ["embedding/embed", { ...query, inputs: [null] }],
  ["embedding/tokenize", ["a"]],
  ["initialize", {}],
];

async function errors(subject: ServerSubject): Promise<readonly (readonly [string, WireError])[]> {
  const peer = await subject.session();
  const found: [string, WireError][] = [];
  for (const [method, params] of failing) {
    const { error } = await peer.request(method, params, subject.options.loadMs);
    if (error !== undefined) found.push([`${method} with ${quoted(params)}`, error]);
  }
  return found;
}

const leaks: readonly (readonly [string, RegExp])[] = [
  ["a stack trace", /\n\s*at .+|\bat [^\n]+:\d+:\d+|Traceback \(|File "[^"]+", line \d+|\.\w+:\d+:\d+/],
  ["a path", /(?:^|[\s"'(=`])(?:\/[\w.@+-]+){2,}|[A-Za-z]:\\\\?\w|node_modules|site-packages/],
];

export const errorChecks: readonly ServerCheck[] = [
  {
    id: "ESP-ERR-1",
    title: "gives errors a code, a message, a name and whether to try again",
    run: async (subject) => {
      for (const [what, { code, message, data }] of await errors(subject)) {
        if (!Number.isInteger(code)) fail(`${what} was answered with the code ${quoted(code)}`);
        if (typeof message !== "string" || message === "") fail(`the error of ${what} has no message`);
        const { name, retryable } = (data ?? {}) as { name?: unknown; retryable?: unknown };
        if (typeof name !== "string") fail(`the error of ${what} has no data.name: ${quoted(data)}`);
        if (typeof retryable !== "boolean")
          fail(`the error of ${what} has no data.retryable: ${quoted(data)}`);
      }
    },
  },
  {
    id: "ESP-ERR-2",
    title: "tells nothing of the server's machine in errors",
    run: async (subject) => {
      for (const [what, error] of await errors(subject)) {
        const texts = [error.message, JSON.stringify(error.data ?? null)].filter(
          (text) => text !== undefined,
        );
        for (const [kind, pattern] of leaks) {
          const leak = texts
            .map((text) => pattern.exec(String(text))?.[0])
            .find((found) => found !== undefined);
          if (leak !== undefined) fail(`the error of ${what} carries ${kind}: ${quoted(leak)}`);
        }
      }
    },
  },
  {
    id: "ESP-ERR-3",
    title: "has its own codes for model, dimensions and length",
    run: async (subject) => {
      const peer = await subject.session();
      const { dimensions, maxTokens } = await activeModel(subject);
      for (const [params, code, what] of [
        [{ ...query, model: "no-such-model" }, 1001, "a model that is not active"],
        [{ ...query, dimensions: dimensions + 1 }, 1015, `${dimensions + 1} dimensions of ${dimensions}`],
        [
          { ...query, inputs: ["word ".repeat(maxTokens + 1)], truncate: false },
          1006,
          `a text of more than ${maxTokens} tokens with truncate: false`,
        ],
      ] as const) {
        expectCode(await peer.request("embedding/embed", params, subject.options.loadMs), code, what);
      }
    },
  },
];
