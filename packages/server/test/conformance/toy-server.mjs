// A small server that keeps to the Embedding Server Protocol, and on request has one defect:
//   node toy-server.mjs [DEFECT]
// defects.ts names each defect with the check that must reject it.

import { frame, readFrames } from "./toy-frames.mjs";
import { dimensions, maxTokens, normalised, packed, tokenize, vectorOf } from "./toy-model.mjs";

const defect = process.argv[2] ?? "none";
const is = (...names) => names.includes(defect);

const announced = [
  ...["embedding/embed", "embedding/tokenize", "embedding/models", "search/query", "search/similar"],
  ...["index/refresh", "index/pause", "index/resume", "index/clear"],
];
const index = { paused: false, files: 3 };
const languages = ["markdown", "python"];
let folder = "file:///toy";
/** Open documents: URI -> text. */
const documents = new Map();
const cancelled = new Set();
let state = "new";

if (is("greets on stdout")) process.stdout.write("Toy server 1.0 is ready\n");

function write(message) {
  const count = is("counts characters it writes") ? (body) => body.length : Buffer.byteLength;
  process.stdout.write(frame({ jsonrpc: "2.0", ...message }, count));
}

function answer(id, content) {
  if (is("answers text ids as numbers") && typeof id === "string" && /^\d+$/.test(id)) id = Number(id);
  write({ id, ...content });
  if (is("answers twice") && id !== null) write({ id, ...content });
}

class Refusal extends Error {
  constructor(code, message, { name = "Refused", retryable = false } = {}) {
    super(message);
    Object.assign(this, { code, details: { name, retryable } });
  }
}

function refuse(id, { code, message, details }) {
  const data = { ...details };
  if (is("does not say whether to retry")) delete data.retryable;
  if (is("has no data.name")) delete data.name;
  const error = { code: is("codes as text") ? String(code) : code, message };
  answer(id, { error: is("has no data in errors") ? error : { ...error, data } });
}

/** What is wrong with params: `[path, what is wanted]`. */
function wrongKey(params, keys) {
  for (const [key, test] of Object.entries(keys)) {
    const path = test(params[key]);
    if (path !== undefined) return `params.${key}${path}`;
  }
  const stray = Object.keys(params).find((key) => keys[key] === undefined);
  return stray === undefined || is("takes unknown keys") ? undefined : `params: unknown ${stray}`;
}

const oneOf =
  (values, optional = true) =>
  (value) =>
    values.includes(value) || (optional && value === undefined) ? undefined : "";
const whole = (least, most) => (value) =>
  value === undefined || (Number.isInteger(value) && value >= least && value <= most) ? undefined : "";
const optionalTexts = (value) => (value === undefined || Array.isArray(value) ? undefined : "");
const thing = (value) => (typeof value === "object" && value !== null ? undefined : "");
const optionalText = (value) => (value === undefined || typeof value === "string" ? undefined : "");
const inputs = (value) => {
  if (!Array.isArray(value)) return "";
  const stray = value.findIndex((text) => typeof text !== "string");
  if (stray < 0 || is("takes numbers for texts")) return undefined;
  return is("names no path") ? "" : `.${stray}`;
};
const role = oneOf(["query", "document"], false);

const keysOf = {
  "embedding/embed": {
    inputs,
    role,
    model: optionalText,
    dimensions: whole(is("takes 0 dimensions") ? 0 : 1, 2 ** 31),
    encoding: oneOf(["base64", "float"]),
    dtype: oneOf(["float32", "int8", "binary"]),
    truncate: oneOf([true, false]),
  },
  "embedding/tokenize": { inputs, role },
  "embedding/models": {},
  "search/query": {
    query: (value) => (typeof value === "string" && value !== "" ? undefined : ""),
    limit: whole(1, 200),
    mode: oneOf(["hybrid", "semantic", "lexical"]),
    include: optionalTexts,
    exclude: optionalTexts,
    languages: optionalTexts,
  },
  "search/similar": { textDocument: thing, range: thing, text: optionalText, limit: whole(1, 200) },
  "index/refresh": {},
  "index/pause": {},
  "index/resume": {},
  "index/clear": {},
};

function indexStatus() {
  const { paused, files } = index;
  return {
    state: paused && !is("hides that it is paused") ? "paused" : "idle",
    ...{ files, chunks: files, embedded: files, pending: 0, bytes: 0, generation: 1 },
    ...{ vectorSpace: `toy-${dimensions}`, errors: [] },
  };
}

function block(rows, { dtype, encoding }) {
  const typed = rows.map((row) => {
    if (dtype === "int8") {
      return Int8Array.from(row, (value) =>
        is("truncates int8") ? Math.trunc(value * 127) : Math.round(value * 127),
      );
    }
    if (dtype !== "binary") return row;
    const bytes = new Uint8Array(Math.ceil(row.length / 8));
    row.forEach((value, at) => {
      const bit = is("packs signs from the low bit") ? at % 8 : 7 - (at % 8);
      if (value > 0) bytes[at >> 3] |= 1 << bit;
    });
    return bytes;
  });
  if (encoding === "float" && dtype === "binary" && is("spells binary bit by bit")) {
    return rows.map((row) => Array.from(row, (value) => Number(value > 0)));
  }
  if (encoding === "float") {
    const rounded = (value) => (is("rounds numbers") ? Number(value.toFixed(5)) : value);
    return typed.map((row) => Array.from(row, rounded));
  }
  if (dtype === "int8" || dtype === "binary")
    return Buffer.concat(typed.map(({ buffer }) => Buffer.from(buffer))).toString("base64");
  const values = typed.flatMap((row) => [...row]);
  return packed(is("sends a row too few") ? values.slice(dimensions) : values, is("packs big-endian"));
}

function rowsOf(texts, params) {
  const wanted = params.dimensions ?? dimensions;
  const rows = texts.map((text) => {
    const cut = vectorOf(text).subarray(0, wanted);
    return wanted === dimensions || is("cuts without normalising") ? cut : normalised(cut);
  });
  if (is("sorts texts")) return texts.toSorted().map((text) => rows[texts.indexOf(text)]);
  if (is("mixes a batch")) return rows.map((row) => row.map((value, at) => value + 0.1 * rows[0][at]));
  if (is("gives one vector for all")) return rows.map(() => rows[0]);
  return rows;
}

async function embed(id, params) {
  if (is("fails on no texts") && params.inputs.length === 0) throw new Refusal(1015, "There are no texts.");
  if (params.model !== undefined && params.model !== "toy" && !is("takes any model")) {
    throw new Refusal(1001, "That model is not active.", { name: "ModelNotFound" });
  }
  if (params.dimensions > dimensions) {
    const where = is("tells its folder") ? ` (${import.meta.dirname}/toy-model.mjs)` : "";
    throw new Refusal(1015, `The toy has ${dimensions} dimensions${where}.`, { name: "InputInvalid" });
  }
  const usage = params.inputs.map((text) => {
    const { ids, count } = tokenize(text);
    const usedTokens = is("uses all tokens") ? count : ids.length;
    return { tokens: count, usedTokens, truncated: usedTokens < count && !is("hides truncation") };
  });
  if (params.truncate === false && usage.some(({ truncated }) => truncated)) {
    throw new Refusal(is("calls long texts invalid") ? 1015 : 1006, "A text is too long.", {
      name: "InputTooLong",
    });
  }
  const rows = [];
  for (let at = 0; at < params.inputs.length; at += 8) {
    // Between slices the next messages are read, a cancel among them.
    await new Promise(setImmediate);
    if (cancelled.has(id) && !is("passes over cancels")) {
      throw new Refusal(is("cancels with -32000") ? -32000 : -32800, "Cancelled.", { name: "Cancelled" });
    }
    rows.push(...params.inputs.slice(at, at + 8));
  }
  const space = is("has one space for all") ? dimensions : (params.dimensions ?? dimensions);
  return {
    vectorSpace: `toy-${is("embeds in a space of its own") ? "other" : space}`,
    dimensions: params.dimensions ?? dimensions,
    dtype: params.dtype ?? "float32",
    count: rows.length,
    data: block(rowsOf(rows, params), params),
    usage: is("leaves usage out") ? [] : usage,
    ...(is("adds a key to results") && { elapsed: 3 }),
  };
}

function hitOf(name, line, score, preview = "toy") {
  const range = { start: { line, character: 0 }, end: { line: line + 1, character: 0 } };
  const language = name.endsWith(".py") ? "python" : "markdown";
  return { uri: `${folder}/${name}`, range, line, score, language, preview };
}

/** What the index has, whatever is asked. */
function stored() {
  if (index.files === 0 && !is("finds what was cleared")) return [];
  const scores = is("gives the worst hit first") ? [0.1, 0.2, 0.3] : [0.3, 0.2, 0.1];
  return [
    ...scores.map((score, line) => hitOf("toy.md", line, score)),
    hitOf("toy.py", 0, is("gives the worst hit first") ? 0.4 : 0.05),
  ];
}

/** Open documents with a word of the question. */
function typed(query) {
  if (is("passes over open documents")) return [];
  const words = query.split(" ").filter((word) => word.length > 4);
  return [...documents]
    .filter(([, text]) => words.some((word) => text.includes(word)))
    .map(([uri, text]) => ({ ...hitOf("", 0, 0.9, text), uri }));
}

function matches(pattern, uri) {
  const path = uri.slice(folder.length + 1);
  return pattern.startsWith("*") ? path.endsWith(pattern.slice(1)) : path.includes(pattern);
}

function found(hits, { limit = 20, include, exclude, languages: wanted } = {}) {
  const stray = wanted?.find((language) => !languages.includes(language));
  if (stray !== undefined && !is("takes any language")) {
    throw new Refusal(1015, `${stray} is no language.`, { name: "InputInvalid" });
  }
  const left = hits.filter(
    ({ uri, language }) =>
      (is("passes over include") || (include?.some((pattern) => matches(pattern, uri)) ?? true)) &&
      (is("passes over exclude") || !exclude?.some((pattern) => matches(pattern, uri))) &&
      (wanted?.includes(language) ?? true),
  );
  return {
    hits: is("gives too many hits") ? left : left.slice(0, limit),
    index: { generation: 1, complete: true, stale: false },
  };
}

const results = {
  "embedding/embed": embed,
  "embedding/tokenize": (_id, params) => {
    const all = params.inputs.map(tokenize);
    const fed = (list) => (is("leaves special tokens out") ? list.slice(1, -1) : list);
    return { ids: all.map(({ ids }) => fed(ids)), tokens: all.map(({ tokens }) => fed(tokens)) };
  },
  "embedding/models": () => ({
    models: [{ name: "toy", architecture: "toy", dimensions, maxTokens }],
    active: is("names a model that is none") ? "other" : "toy",
    vectorSpace: `toy-${dimensions}`,
  }),
  "search/query": (_id, params) => {
    if (index.paused && is("does not search while it is paused")) {
      throw new Refusal(1009, "The index is paused.", { name: "IndexBusy", retryable: true });
    }
    return found([...typed(params.query), ...stored()], params);
  },
  "search/similar": (_id, { textDocument: { uri }, range, text, limit }) => {
    const isKnown = documents.has(uri) || stored().some((hit) => hit.uri === uri);
    if (text === undefined && !isKnown && !is("reads any file")) {
      throw new Refusal(1015, "The index does not have that file.", { name: "InputInvalid" });
    }
    const overlaps = (hit) =>
      hit.uri === uri && hit.range.start.line < range.end.line && range.start.line < hit.range.end.line;
    return found(
      stored().filter((hit) => is("gives what was asked about") || !overlaps(hit)),
      { limit, ...(is("compares nothing with a text") && text !== undefined && { limit: 0 }) },
    );
  },
  "index/refresh": () => {
    if (!index.paused && !is("stays empty when it was cleared")) index.files = 3;
    return indexStatus();
  },
  "index/pause": () => {
    index.paused = true;
    return indexStatus();
  },
  "index/resume": () => {
    index.paused = is("stays paused");
    return indexStatus();
  },
  "index/clear": () => {
    index.files = is("clears nothing") ? 3 : 0;
    return indexStatus();
  },
};

function executed({ command, arguments: [params = {}] = [] }) {
  const invalid = (path) => new Refusal(-32602, `${path} is wrong.`, { name: "InvalidParams" });
  if (command !== "isovec.search")
    throw invalid(is("does not name a wrong command") ? "It" : "params.command");
  const wrong = wrongKey(params, keysOf["search/query"]);
  if (wrong !== undefined) throw invalid(wrong.replace("params", "params.arguments.0"));
  return results["search/query"](
    undefined,
    is("runs commands its own way") ? { ...params, limit: 1 } : params,
  );
}

async function result(id, method, params) {
  if (method === "shutdown") {
    state = "shut down";
    return null;
  }
  if (method === "workspace/executeCommand") return executed(params);
  const keys = Object.hasOwn(keysOf, method) ? keysOf[method] : undefined;
  if (keys === undefined) {
    if (is("answers unknown methods with null")) return null;
    throw new Refusal(-32601, "There is no such method.", { name: "MethodNotFound" });
  }
  if (Array.isArray(params) && is("takes params by position"))
    return results[method](id, { inputs: params[0], role: params[1] });
  if (Array.isArray(params)) throw new Refusal(-32602, "Params are named.", { name: "InvalidParams" });
  const wrong = wrongKey(params ?? {}, keys);
  if (wrong !== undefined) throw new Refusal(-32602, `${wrong} is wrong.`, { name: "InvalidParams" });
  return results[method](id, params ?? {});
}

function initialize(params) {
  const early = state !== "new" && !is("takes a second initialize");
  if (early) throw new Refusal(-32600, "The server is initialized already.", { name: "InvalidRequest" });
  if (typeof params?.capabilities !== "object" && !is("takes initialize with anything")) {
    throw new Refusal(-32602, "params.capabilities is wrong.", { name: "InvalidParams" });
  }
  state = "initialized";
  folder = params.workspaceFolders?.[0]?.uri ?? folder;
  const methods = is("announces no methods") ? [] : announced;
  return {
    capabilities: {
      executeCommandProvider: { commands: ["isovec.search"] },
      experimental: { embeddingServer: { version: "1.0", methods } },
    },
  };
}

function mayServe(method) {
  if (method === "initialize") return;
  if (state === "new" && !is("serves before initialize")) {
    throw new Refusal(-32002, "initialize comes first.", { name: "ServerNotInitialized", retryable: true });
  }
  if (state === "shut down" && !is("serves after shutdown")) {
    throw new Refusal(-32600, "Only exit may follow.", { name: "InvalidRequest" });
  }
}

async function serve({ id, method, params }) {
  try {
    mayServe(method);
    const content = method === "initialize" ? initialize(params) : await result(id, method, params);
    answer(id, { result: content });
  } catch (error) {
    if (error instanceof Refusal) {
      if (is("sends stacks")) error.message = error.stack;
      refuse(id, error);
    } else refuse(id, new Refusal(-32603, "It failed.", { name: "InternalError" }));
  }
}

function notified({ method, params }) {
  if (method === "exit" && !is("stays after exit")) {
    process.exitCode = state === "shut down" && !is("ends with 1 after shutdown") ? 0 : 1;
    if (is("ends with 0 always")) process.exitCode = 0;
    process.stdout.write("", () => process.exit());
  } else if (method === "$/cancelRequest") {
    if (is("ends on a cancel without id") && params?.id === undefined) process.exit(1);
    cancelled.add(params?.id);
  } else if (method === "textDocument/didOpen")
    documents.set(params.textDocument.uri, params.textDocument.text);
  else if (method === "textDocument/didChange") {
    const { uri } = params.textDocument;
    const [{ text }] = params.contentChanges;
    documents.set(uri, is("keeps text that is gone") ? documents.get(uri) + text : text);
  } else if (method === "textDocument/didClose") {
    if (!is("keeps closed documents")) documents.delete(params.textDocument.uri);
  } else if (is("answers notifications")) write({ id: null, result: null });
}

function receive(bytes) {
  let message;
  try {
    message = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    if (is("ends on broken JSON")) process.exit(1);
    if (!is("passes over broken JSON")) refuse(null, new Refusal(-32700, "No JSON.", { name: "ParseError" }));
    return;
  }
  const whole = message?.jsonrpc === "2.0" || is("takes any version");
  const { id, method, params } = message ?? {};
  const named = typeof method === "string" && (id === undefined || ["string", "number"].includes(typeof id));
  const answered =
    !("method" in Object(message)) && ("result" in Object(message) || "error" in Object(message));
  if (whole && answered) return;
  if (!whole || Array.isArray(message) || !named || (params != null && typeof params !== "object")) {
    const known = typeof id === "string" && !is("answers wrong messages under null") ? id : null;
    if (!(Array.isArray(message) && is("passes over batches"))) {
      refuse(known, new Refusal(-32600, "No message.", { name: "InvalidRequest" }));
    }
  } else if (id === undefined) notified(message);
  else if (is("drops requests under load") && /^pipelined \d*7$/.test(id)) return;
  else void serve(message);
}

readFrames(process.stdin, {
  inCharacters: is("counts characters it reads"),
  most: is("reads what is too long") ? Number.POSITIVE_INFINITY : 64 * 2 ** 20,
  body: receive,
  oversize: () => refuse(null, new Refusal(-32600, "It is too long.", { name: "InvalidRequest" })),
  broken: (header) => {
    const aboutLength =
      /^content-length: *\S+\r\n|^content-/i.test(`${header}\r\n`) && !header.includes("charset=utf-16");
    if (is("waits on a broken length") && aboutLength) return "end";
    if (is("collects what has no header") && !aboutLength) return "go on";
    refuse(null, new Refusal(-32700, "No header.", { name: "ParseError" }));
    if (is("lives on after a broken header")) return "go on";
    process.stdout.write("", () => process.exit(1));
    return "end";
  },
});
process.stdin.on("end", () => {
  if (!is("stays when its input ends"))
    process.stdout.write("", () => process.exit(state === "shut down" ? 0 : 1));
});
if (is("stays when its input ends", "stays after exit")) setInterval(() => undefined, 1000);
