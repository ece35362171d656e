// A small plugin that keeps to the protocol, and on request has one defect:
//   node toy-plugin.mjs [DEFECT]
// plugin-defects.ts names each defect with the check that must reject it.

import { frame, readFrames } from "./toy-frames.mjs";
import { drawn, packed } from "./toy-model.mjs";

const defect = process.argv[2] ?? "none";
const is = (...names) => names.includes(defect);
const invalidParams = -32602;

let model;
const cancelled = new Set();

if (is("greets on stdout")) process.stdout.write("Toy plugin 1.0 is ready\n");

function write(message) {
  process.stdout.write(frame({ jsonrpc: "2.0", ...message }));
}

function answer(id, content) {
  const own = is("answers under text ids") ? String(id) : id;
  write({ id: own, ...content });
  if (is("answers twice")) write({ id: own, ...content });
}

class Refusal extends Error {
  constructor(code, message) {
    super(message);
    this.code = code;
  }
}

function initialize({ options }) {
  const [stray] = Object.keys(options);
  if (stray !== undefined && !is("takes any option"))
    throw new Refusal(invalidParams, `There is no option ${stray}.`);
  const capabilities = { input: "tokens", output: "states", dtype: "fp32", device: "cpu", numeric: "exact" };
  if (!is("has no encodings")) capabilities.encodings = ["base64", "float"];
  return { capabilities, pluginInfo: { name: "toy" } };
}

function load({ model: given }) {
  if (given.hiddenSize !== 24 && !is("takes a model of any width")) throw new Refusal(1002, "It is 24 wide.");
  model = given;
  return {
    ...(!is("does not name its model") && { modelId: "toy" }),
    dimensions: is("says that it is narrower") ? 12 : given.hiddenSize,
    maxTokens: is("takes short texts only") ? 8 : given.maxTokens,
  };
}

function idsOf({ ids, encoding, lengths }) {
  if (encoding === "float") return ids.flat();
  const bytes = Buffer.from(ids, "base64");
  const block = Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readInt32LE(at * 4));
  const sum = lengths.reduce((total, length) => total + length, 0);
  if (sum !== block.length && !is("takes lengths of other ids"))
    throw new Refusal(invalidParams, "Lengths are wrong.");
  return block;
}

function checked(params) {
  if (is("crashes on a wrong modelId") && params.modelId !== "toy") process.exit(139);
  if (model === undefined || params.modelId !== "toy")
    throw new Refusal(invalidParams, "No such model is loaded.");
  const ids = idsOf(params);
  const outside = ids.some((id) => id < 0 || id >= model.vocabularySize);
  if (outside && !is("takes ids outside of the vocabulary"))
    throw new Refusal(invalidParams, "There is no such id.");
  if (is("fails on long texts") && Math.max(...params.lengths) > 16)
    throw new Refusal(-32603, "It is too long.");
  return ids;
}

/** A row a token; the words of a text know of each other, those of another text do not. */
function rowsOf({ lengths }, ids) {
  const rows = [];
  let offset = 0;
  for (const length of lengths) {
    const text = ids.slice(offset, offset + length);
    offset += length;
    const mean = drawn(
      text.reduce((sum, id) => sum + id, 0),
      model.hiddenSize,
    );
    rows.push(text.map((id) => drawn(id, model.hiddenSize).map((value, at) => value + 0.5 * mean[at])));
  }
  const [[first]] = rows;
  const mixed = (row) => row.map((value, at) => value + 0.1 * first[at]);
  if (is("mixes a batch")) return rows.flatMap((text) => text.map(mixed));
  if (is("gives the same row to all")) return rows.flatMap((text) => text.map(() => first));
  if (is("turns texts around")) rows.reverse();
  if (is("pads")) {
    const longest = Math.max(...lengths);
    for (const text of rows) while (text.length < longest) text.push(new Float32Array(model.hiddenSize));
  }
  return rows.flat();
}

function embed(params, id) {
  const ids = checked(params);
  if (cancelled.has(id)) throw new Refusal(-32800, "Cancelled.");
  const rows = rowsOf(params, ids);
  if (is("gives NaN")) rows[0][0] = Number.NaN;
  const values = rows.flatMap((row) => [...row]);
  const shape = [rows.length, model.hiddenSize];
  if (is("counts tokens for texts")) return { count: rows.length, shape, data: packed(values) };
  if (is("leaves a value out")) values.pop();
  const float = () =>
    rows.map((row) => Array.from(row, (value) => (is("rounds numbers") ? Number(value.toFixed(4)) : value)));
  const data =
    params.encoding === "float" && !is("knows no numbers") ? float() : packed(values, is("packs big-endian"));
  return { count: params.lengths.length, shape, data };
}

const methods = {
  initialize,
  "backend/load": load,
  "backend/embed": embed,
  "backend/unload": () => (is("unloads with true") ? true : null),
  "backend/health": () => {
    if (is("prints while it works")) process.stdout.write("still well\n");
    return { loaded: model !== undefined };
  },
  shutdown: () => null,
};

function serve({ id, method, params }) {
  if (is("knows nothing of health") && method === "backend/health") return;
  if (is("drops the second of several") && id === 2_000_001) return;
  try {
    const known = Object.hasOwn(methods, method);
    if (!known && !is("answers unknown methods with null"))
      throw new Refusal(-32601, "There is no such method.");
    answer(id, { result: known ? methods[method](params ?? {}, id) : null });
  } catch (error) {
    const { code = -32603, message, stack } = error;
    if (is("has errors without a code")) answer(id, { error: { message } });
    else answer(id, { error: { code, message: is("sends stacks") ? stack : message } });
  }
}

function receive(bytes) {
  const message = JSON.parse(bytes.toString("utf8"));
  const { id, method, params } = message;
  if (id !== undefined) {
    // A cancel that comes right behind is read first.
    if (method === "backend/embed") setImmediate(serve, message);
    else serve(message);
  } else if (method === "exit" && !is("stays after exit")) {
    process.exitCode = is("ends with 1") ? 1 : 0;
    process.stdout.write("", () => process.exit());
  } else if (method === "$/cancelRequest") {
    cancelled.add(params.id);
    if (is("answers cancels")) write({ id: params.id, error: { code: -32800, message: "Cancelled." } });
  } else if (is("answers notifications"))
    write({ id: null, error: { code: -32601, message: "No such method." } });
}

readFrames(process.stdin, {
  inCharacters: is("counts characters"),
  body: receive,
  broken: () => process.exit(1),
});
process.stdin.on("end", () => {
  if (!is("stays when its input ends")) process.exit(0);
});
if (is("stays when its input ends", "stays after exit")) setInterval(() => undefined, 1000);
