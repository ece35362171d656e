// @ts-check
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");
const {
  CancellationTokenSource,
  commands,
  EventEmitter,
  extensions,
  FileSystemError,
  lm,
  version,
  workspace,
} = require("vscode");

/** Writes what came of it beside the workspace, for the test to read. */
function report(name, outcome) {
  const folder = workspace.workspaceFolders?.[0]?.uri.fsPath ?? ".";
  writeFileSync(join(folder, "..", `${name}.json`), JSON.stringify(outcome));
}

async function failureOf(work) {
  try {
    await work();
  } catch (error) {
    return { name: error.constructor.name, message: error.message };
  }
  return undefined;
}

function cancelled() {
  const source = new CancellationTokenSource();
  source.cancel();
  return source.token;
}

async function useApi() {
  /** @type {import("../../../../packages/vscode-ext/api/isovec.d.ts").IsovecExtension} */
  const isovec = await extensions.getExtension("isovec.isovec-vscode")?.activate();
  const api = isovec.getApi(1);
  const { hits } = await api.search("take the state of the last real token", {
    limit: 3,
    include: ["postprocess/"],
  });
  const embedded = await api.embed(["the cat sat on the mat", "a cat is sitting on a mat", "stock exchange"]);
  return {
    version: api.version,
    hits: hits.map(({ uri, range, line }) => ({
      path: uri.path,
      lines: [range.start.line, range.end.line],
      line,
    })),
    vectors: embedded.vectors.map((vector) => Array.from(vector)),
    dimensions: embedded.dimensions,
    vectorSpace: embedded.vectorSpace,
    truncated: embedded.truncated,
    status: api.status,
    cancelled: await failureOf(() => api.search("anything", {}, cancelled())),
    refused: await failureOf(() => api.search("kind:nothing")),
    otherVersion: await failureOf(() => isovec.getApi(2)),
  };
}

async function invokeTool() {
  const tool = lm.tools.find(({ name }) => name === "isovec_search_code");
  const invoke = async (input, tokenizationOptions) => {
    const token = new CancellationTokenSource().token;
    const { content } = await lm.invokeTool(
      "isovec_search_code",
      { input, tokenizationOptions, toolInvocationToken: undefined },
      token,
    );
    return content.map(({ value }) => value).join("");
  };
  const query = "take the state of the last real token";
  return {
    version,
    tool,
    answer: await invoke({ query, limit: 2 }),
    // Every character a token: a budget that one hit fills.
    bounded: await invoke(
      { query, limit: 20 },
      { tokenBudget: 1_500, countTokens: async (text) => text.length },
    ),
    empty: await failureOf(() => invoke({ query: " " })),
  };
}

async function askServer() {
  const ours = lm.tools.filter(
    ({ name }) => /search_code|read_code/.test(name) && !name.startsWith("isovec_"),
  );
  const search = ours.find(({ name }) => name.includes("search_code"));
  const input = { query: "take the state of the last real token" };
  const token = new CancellationTokenSource().token;
  const result =
    search && (await lm.invokeTool(search.name, { input, toolInvocationToken: undefined }, token));
  return { tools: ours.map(({ name }) => name), answer: JSON.stringify(result?.content ?? "") };
}

const refuse = (uri) => {
  throw FileSystemError.NoPermissions(uri);
};

/** A folder with nothing in it, on no disk. */
const memory = {
  onDidChangeFile: new EventEmitter().event,
  watch: () => ({ dispose() {} }),
  stat: (uri) => {
    if (uri.path !== "/project") throw FileSystemError.FileNotFound(uri);
    return { type: 2, ctime: 0, mtime: 0, size: 0 };
  },
  readDirectory: () => [],
  readFile: refuse,
  createDirectory: refuse,
  writeFile: refuse,
  delete: refuse,
  rename: refuse,
};

exports.activate = ({ subscriptions }) => {
  const reported = (name, work) => async () => {
    try {
      report(name, await work());
    } catch (error) {
      report(name, { error: String(error?.stack ?? error) });
    }
  };
  subscriptions.push(
    workspace.registerFileSystemProvider("memory", memory, { isReadonly: true }),
    commands.registerCommand("companion.use", reported("api", useApi)),
    commands.registerCommand("companion.invoke", reported("tool", invokeTool)),
    commands.registerCommand("companion.askServer", reported("mcp", askServer)),
  );
};
