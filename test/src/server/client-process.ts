// A client in a process of its own that opens a folder, tells when the server is ready, and waits to be killed.

import { spawn } from "node:child_process";
import { methods, type ServerStatus } from "@isovec/core/protocol";
import { LanguageClient } from "./language-client.ts";

const [, , root = "", state = "", holds] = process.argv;
const { client } = await LanguageClient.open(root, { parameters: ["--state", state] });
await client.told<ServerStatus>(methods.serverStatus, ({ message }) => message === "Ready");
// A wrapper or a forked helper may keep copies of the client's ends of the pipes.
const holder =
  holds === "hold"
    ? spawn("sleep", ["60"], { stdio: ["ignore", "ignore", "ignore", client.input], detached: true })
    : undefined;
holder?.unref();
process.stdout.write(JSON.stringify({ server: client.processId, holder: holder?.pid }));
