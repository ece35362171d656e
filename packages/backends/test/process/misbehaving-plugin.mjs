// A plugin whose first token id says what it does wrong; any other id is answered with rows that are all the id, and a
// text with rows that are all its length. Its options: `capabilities` in place of the usual ones; the methods `crashAt`,
// `hangAt` and `refuseAt`; and `loads`, a file that lets it load the model once only.
import { spawn } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";

const behaviours = {
  1: () => process.exit(3),
  2: () => {
    isDeaf = true;
    console.error("thinking for ever");
  },
  3: () => process.stdout.write("Loading model... done\n"),
  4: () => write({ id: 999_999, result: {} }),
  5: () => process.stdout.write("Content-Length: 99999999999\r\n\r\n"),
  6: () => process.stdout.write("Content-Length: -5\r\n\r\n"),
  7: ({ id, rows, result }) => write({ id, result: result(rows.map(() => Number.NaN)) }),
  8: ({ id, rows, result }) => write({ id, result: result(rows.slice(1)) }),
  9: ({ id }) => write({ id, error: { code: -32603, message: "out\u001b[2J of memory" } }),
  10: ({ id, rows, result }) => write({ id, result: { ...result(rows), data: "AAA" } }),
  11: () => process.stdout.write("Content-Length: 4\r\n\r\n{no}"),
  12: () => dieBeforeChild({ seconds: 120, detached: false }),
  13: () => dieBeforeChild({ seconds: 3, detached: true }),
  14: () => {
    console.error(`computing for ever\nin process ${process.pid}`);
    for (;;);
  },
  15: ({ id }) => {
    console.error("waiting for a cancel");
    cancelled.set(id, () => write({ id, error: { code: -32800, message: "cancelled" } }));
  },
  16: ({ id, rows, result }) => {
    for (let line = 0; line < 300; line++) console.error(`line ${line}`);
    write({ id, result: result(rows) });
  },
  17: ({ id, rows, result }) => {
    console.error("taking its time");
    cancelled.set(id, () => write({ id, result: result(rows) }));
  },
  18: () => {
    process.stderr.write("half a line");
    process.exit(3);
  },
};
/** What follows when a request is no longer wanted. */
const cancelled = new Map();
const unanswered = [];
let isDeaf = false;
let options = {};
let width = 0;
let input = Buffer.alloc(0);

function write(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  process.stdout.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
}

/** The child holds this process's pipes open, unless it is ended. */
function dieBeforeChild({ seconds, detached }) {
  const script = `setTimeout(() => {}, ${1000 * seconds})`;
  spawn(process.execPath, ["-e", script], { detached, stdio: "inherit" });
  console.error("leaving a child behind");
  process.exit(3);
}

function encoded(values, encoding) {
  const rows = values.map((value) => Array(width).fill(value));
  if (encoding === "float") return rows;
  return Buffer.from(Float32Array.from(rows.flat()).buffer).toString("base64");
}

function decodedIds({ ids, encoding }) {
  if (encoding === "float") return ids.flat();
  const block = Buffer.from(ids, "base64");
  return Array.from({ length: block.length / 4 }, (_, at) => block.readInt32LE(at * 4));
}

function embed(id, params) {
  const { texts, lengths = texts, encoding } = params;
  const rows = texts?.map((text) => text.length) ?? decodedIds(params);
  const result = (values) => ({
    count: lengths.length,
    shape: [values.length, width],
    data: encoded(values, encoding),
  });
  const wrong = texts === undefined ? behaviours[rows[0]] : undefined;
  if (wrong !== undefined) wrong({ id, rows, result });
  // Two are answered in the order opposite to the questions'.
  else if (texts === undefined && (rows[0] === 20 || rows[0] === 21)) {
    unanswered.unshift({ id, result: result(rows) });
    if (unanswered.length === 2) for (const answer of unanswered.splice(0)) write(answer);
  } else if (capabilities().output === "states" || texts !== undefined) write({ id, result: result(rows) });
  else {
    const starts = lengths.map((_, text) => lengths.slice(0, text).reduce((sum, length) => sum + length, 0));
    write({ id, result: result(starts.map((start) => rows[start])) });
  }
}

const capabilities = () => ({
  input: "tokens",
  output: "states",
  encodings: ["base64"],
  concurrency: 2,
  dtype: "fp32",
  device: "cpu",
  numeric: "exact",
  ...options.capabilities,
});

function load(id, { model }) {
  if (options.loads !== undefined) {
    if (existsSync(options.loads)) process.exit(4);
    writeFileSync(options.loads, "");
  }
  width = capabilities().output === "pooled" ? model.hiddenSize * (options.poolings ?? 1) : model.hiddenSize;
  write({ id, result: { modelId: "m", dimensions: width, maxTokens: model.maxTokens } });
}

function receive({ id, method, params }) {
  if (isDeaf) return;
  if (method === "initialize") options = params.options;
  if (method === options.crashAt) process.exit(4);
  if (method === options.hangAt) console.error(`no answer to ${method}`);
  else if (method === options.refuseAt)
    write({ id, error: { code: -32601, message: `no method ${method}` } });
  else if (method === "initialize")
    write({ id, result: { capabilities: capabilities(), pluginInfo: { name: "misbehaving" } } });
  else if (method === "backend/load") load(id, params);
  else if (method === "backend/embed") embed(id, params);
  else if (method === "backend/health") write({ id, result: {} });
  else if (method === "$/cancelRequest") cancelled.get(params.id)?.();
  else if (method === "backend/unload" || method === "shutdown") {
    console.error(method, params?.modelId ?? "");
    write({ id, result: null });
  }
}

process.stdin.on("data", (chunk) => {
  input = Buffer.concat([input, chunk]);
  for (;;) {
    const end = input.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = Number(/Content-Length: (\d+)/.exec(input.subarray(0, end).toString())[1]);
    if (input.length < end + 4 + length) return;
    const message = JSON.parse(input.subarray(end + 4, end + 4 + length).toString());
    input = input.subarray(end + 4 + length);
    receive(message);
  }
});
