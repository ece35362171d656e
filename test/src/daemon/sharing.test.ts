import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  type EmbedResult,
  type IndexStatus,
  methods,
  type SearchResult,
  type ServerStatus,
} from "@isovec/core/protocol";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-jsonrpc/node";
import { isovec } from "../repository.ts";
import { isolatedEnvironment, runIsovec } from "../run-isovec.ts";
import { SampleWorkspace } from "../sample-workspace.ts";
import { LanguageClient } from "../server/language-client.ts";
import { descendants, gone, isRunning } from "../server/processes.ts";
import { type Daemon, startDaemon, stopDaemon } from "./daemon.ts";

const invalidParams = -32_602;

/** What the base library's client needs of a socket. */
function speakOver(socket: Socket): MessageConnection {
  const connection = createMessageConnection(
    new StreamMessageReader(socket),
    new StreamMessageWriter(socket),
  );
  connection.listen();
  return connection;
}

// Processes are read in /proc.
describe.skipIf(process.platform !== "linux")("clients of one daemon", () => {
  let workspace: SampleWorkspace;
  let daemon: Daemon;
  beforeEach(async () => {
    workspace = new SampleWorkspace();
    daemon = await startDaemon(workspace.state);
  });
  afterEach(async () => {
    await stopDaemon(workspace.state);
    workspace.remove();
  });

  const open = async (name: string, ...parameters: string[]): Promise<LanguageClient> => {
    const { client } = await LanguageClient.open(workspace.root, {
      parameters: ["--state", workspace.state, ...parameters],
      clientInfo: { name },
    });
    await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
    return client;
  };
  const embed = (client: LanguageClient, text: string) =>
    client.request<EmbedResult>(methods.embed, { inputs: [text], role: "document" });
  const hits = async (client: LanguageClient, query: string) => {
    const found = await client.request<SearchResult>(methods.search, { query, limit: 3 });
    return found.hits.map(({ uri, score }) => [uri, score]);
  };

  it("ESP-DAEMON-1: share one engine and one index, and each ends as with a server of its own", async () => {
    const one = await open("one");
    const engines = descendants(daemon.pid);
    expect(engines.length).toBeGreaterThan(0);
    const other = await open("other");
    expect(descendants(daemon.pid)).toEqual(engines);
    expect(descendants(one.processId)).toEqual([]);
    expect((await embed(other, "a text")).data).toBe((await embed(one, "a text")).data);
    expect(await hits(other, "hash a password")).toEqual(await hits(one, "hash a password"));

    const { servers } = JSON.parse(
      (await runIsovec(["status", "--state", workspace.state, "--json"])).stdout,
    );
    expect(servers).toMatchObject([
      { pid: daemon.pid, client: "one, other", folders: [workspace.root], backend: "onnx" },
    ]);

    const file = workspace.write("src/tides.ts", "export const moonPullsTheSea = true;\n");
    await one.connection.sendNotification("textDocument/didSave", {
      textDocument: { uri: pathToFileURL(file).href },
    });
    await one.told<IndexStatus>(
      methods.indexDidChange,
      ({ files, state }) => files === 5 && state === "idle",
    );
    expect((await hits(other, "the moon pulls the sea"))[0]?.[0]).toBe(pathToFileURL(file).href);

    expect(await one.close()).toBe(0);
    expect(await other.vanish()).toBe(1);
    expect(isRunning(daemon.pid)).toBe(true);
  });

  it("ESP-DAEMON-2: take turns, so that many requests of one do not keep the other out", async () => {
    const [many, few] = [await open("many"), await open("few")];
    let answered = 0;
    const flood = Array.from({ length: 150 }, async (_, n) => {
      await embed(many, `export function number${n}() { return ${n}; }\n`.repeat(12));
      answered += 1;
    });
    for (let n = 0; n < 5; n++) await embed(few, `a text of few words, the ${n}th`);
    expect(answered).toBeLessThan(75);
    await Promise.all(flood);
    await Promise.all([many.close(), few.close()]);
  });

  it("go on when another one is killed", async () => {
    const [victim, witness] = [await open("victim"), await open("witness")];
    const exit = victim.exit();
    process.kill(victim.processId, "SIGKILL");
    await exit;
    victim.drop();
    expect((await hits(witness, "hash a password")).length).toBeGreaterThan(0);
    await witness.close();
  });

  it("ESP-DAEMON-7: are agents too, over the Model Context Protocol", async () => {
    const transport = new StdioClientTransport({
      command: process.execPath,
      args: [isovec, "mcp", "--path", workspace.root, "--state", workspace.state],
      env: Object.fromEntries(
        Object.entries(isolatedEnvironment()).filter(
          (entry): entry is [string, string] => entry[1] !== undefined,
        ),
      ),
    });
    const agent = new Client({ name: "agent", version: "1.0.0" });
    await agent.connect(transport);
    const editor = await open("editor");
    const found = await agent.callTool({
      name: "search_code",
      arguments: { query: "hash a password", limit: 1 },
    });
    expect(JSON.stringify(found.content)).toContain("src/password.ts");
    expect(descendants(transport.pid ?? 0)).toEqual([]);
    const { servers } = JSON.parse(
      (await runIsovec(["status", "--state", workspace.state, "--json"])).stdout,
    );
    expect(servers).toMatchObject([
      { pid: daemon.pid, client: "an agent, editor", folders: [workspace.root] },
    ]);
    await agent.close();
    expect((await hits(editor, "hash a password")).length).toBeGreaterThan(0);
    await editor.close();
  });

  it("may have a server of their own beside it", async () => {
    const client = await open("hermit", "--alone");
    expect(descendants(client.processId).length).toBeGreaterThan(0);
    expect(descendants(daemon.pid)).toEqual([]);
    await client.close();
  });

  it("ESP-DAEMON-3: connect to its socket by themselves, which only the user may do", async () => {
    const socket = connect(daemon.address);
    const connection = speakOver(socket);
    const greeting = { processId: null, rootUri: null, capabilities: {} };
    expect(await connection.sendRequest("initialize", greeting)).toMatchObject({
      serverInfo: { name: "isovec" },
    });
    await connection.sendNotification("initialized", {});
    expect(await connection.sendRequest(methods.embed, { inputs: ["a"], role: "query" })).toMatchObject({
      count: 1,
    });
    await connection.sendRequest("shutdown");
    const closed = once(socket, "close");
    await connection.sendNotification("exit");
    await closed;
    expect(isRunning(daemon.pid)).toBe(true);
  });

  it("ESP-DAEMON-4: need the token where others can connect too", async () => {
    await stopDaemon(workspace.state);
    const open = await startDaemon(workspace.state, ["--port", "0"]);
    const relay = connect(open.port ?? 0, "127.0.0.1");
    relay.write(`${JSON.stringify({ version: "0.1.0", serve: {}, agentFolder: workspace.root })}\n`);
    let refusal = "";
    for await (const piece of relay) refusal += piece;
    expect(refusal).toContain('"code":-32700');
    const socket = connect(open.port ?? 0, "127.0.0.1");
    const connection = speakOver(socket);
    const greeting = (daemonToken?: unknown) => ({
      processId: null,
      rootUri: null,
      capabilities: {},
      initializationOptions: { daemonToken, logLevel: "info" },
    });
    for (const wrong of [undefined, "", 7, `${open.token}x`, open.token?.replace(/.$/, "!")]) {
      await expect(connection.sendRequest("initialize", greeting(wrong))).rejects.toMatchObject({
        code: invalidParams,
        message: expect.stringContaining("daemonToken"),
      });
    }
    await connection.sendRequest("initialize", greeting(open.token));
    await connection.sendNotification("initialized", {});
    expect(await connection.sendRequest(methods.models)).toMatchObject({ active: "all-MiniLM-L6-v2-code" });
    connection.dispose();
    socket.destroy();
  });

  it("are turned away when they are of another version, and serve by themselves then", async () => {
    const socket = connect(daemon.address);
    socket.write(`${JSON.stringify({ version: "0.0.0", serve: {} })}\n`);
    const [answer] = (await once(socket, "data")) as [Buffer];
    expect(answer.toString()).toMatch(/^the daemon is Isovec \d+\.\d+\.\d+\n$/);
    await once(socket, "close");
  });

  it("ESP-DAEMON-5: end when it is killed, and the next one takes over what it left", async () => {
    const client = await open("client");
    const engines = descendants(daemon.pid);
    const exit = client.exit();
    process.kill(daemon.pid, "SIGKILL");
    expect(await exit).toEqual([1, null]);
    client.drop();
    await gone([daemon.pid, ...engines], 5_000);

    const alone = await open("alone");
    expect(descendants(alone.processId).length).toBeGreaterThan(0);
    await alone.close();

    const next = await startDaemon(workspace.state);
    expect(next.pid).not.toBe(daemon.pid);
    const joined = await open("joined");
    expect(descendants(joined.processId)).toEqual([]);
    await joined.close();
  });

  it("find one daemon: a second one is refused and names the first", async () => {
    const { status, stderr } = await runIsovec(["daemon", "--state", workspace.state]);
    expect(status).toBe(1);
    expect(stderr).toContain(`already (process ${daemon.pid})`);
    await expect(startDaemon(workspace.state)).rejects.toThrowError(`already (process ${daemon.pid})`);
  });

  it("ESP-DAEMON-6: leave a daemon that ends by itself after a while without any", async () => {
    await stopDaemon(workspace.state);
    const { pid } = await startDaemon(workspace.state, ["--idle-timeout", "0.005"]);
    await gone([pid], 10_000);
    expect(await stopDaemon(workspace.state)).toBeNull();
  });

  it("have no daemon where only a killed one's word is left", async () => {
    await stopDaemon(workspace.state);
    const record = { pid: process.pid, version: "0.1.0", address: join(workspace.state, "nothing") };
    writeFileSync(join(workspace.state, "daemon/daemon.json"), JSON.stringify(record));
    // The number in it is that of another process, which lives on.
    expect(await stopDaemon(workspace.state)).toBeNull();
    await (await open("client")).close();
  });
});
