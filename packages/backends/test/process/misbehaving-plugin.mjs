// A plugin whose first token id says what it does wrong; any other id is answered with states that are all the id.
const behaviours = {
  1: () => process.exit(3),
  2: () => console.error("thinking for ever"),
  3: () => process.stdout.write("Loading model... done\n"),
  4: () => write({ id: 999_999, result: {} }),
  5: () => process.stdout.write("Content-Length: 99999999999\r\n\r\n"),
  6: () => process.stdout.write("Content-Length: -5\r\n\r\n"),
  7: ({ id, rows, result }) => write({ id, result: result(rows.map(() => Number.NaN)) }),
  8: ({ id, rows, result }) => write({ id, result: result(rows.slice(1)) }),
  9: ({ id }) => write({ id, error: { code: -32603, message: "out\u001b[2J of memory" } }),
  10: ({ id, rows, result }) => write({ id, result: { ...result(rows), data: "AAA" } }),
  11: () => process.stdout.write("Content-Length: 4\r\n\r\n{no}"),
};
const unanswered = [];
let hidden = 0;
let input = Buffer.alloc(0);

function write(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  process.stdout.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
}

function embed(id, { ids, lengths }) {
  const block = Buffer.from(ids, "base64");
  const rows = Array.from({ length: block.length / 4 }, (_, at) => block.readInt32LE(at * 4));
  const result = (values) => ({
    count: lengths.length,
    shape: [values.length, hidden],
    data: Buffer.from(
      Float32Array.from(values.flatMap((value) => Array(hidden).fill(value))).buffer,
    ).toString("base64"),
  });
  const wrong = behaviours[rows[0]];
  if (wrong !== undefined) wrong({ id, rows, result });
  // Two are answered in the order opposite to the questions'.
  else if (rows[0] === 20 || rows[0] === 21) {
    unanswered.unshift({ id, result: result(rows) });
    if (unanswered.length === 2) for (const answer of unanswered.splice(0)) write(answer);
  } else write({ id, result: result(rows) });
}

const capabilities = {
  input: "tokens",
  output: "states",
  encodings: ["base64"],
  concurrency: 2,
  dtype: "fp32",
  device: "cpu",
  numeric: "exact",
};

function receive({ id, method, params }) {
  if (method === "initialize") write({ id, result: { capabilities, pluginInfo: { name: "misbehaving" } } });
  else if (method === "backend/load") {
    hidden = params.model.hiddenSize;
    write({ id, result: { modelId: "m", dimensions: hidden, maxTokens: params.model.maxTokens } });
  } else if (method === "backend/embed") embed(id, params);
  else if (method === "shutdown") write({ id, result: null });
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
