import { BrowserMessageReader, BrowserMessageWriter, createConnection } from "vscode-languageserver/browser";
import { provideImmediate } from "./provide-immediate.ts";
import { WebServer } from "./web-server.ts";

/** The worker itself; the typings of Node know no such thing. */
const worker = globalThis as unknown as ConstructorParameters<typeof BrowserMessageReader>[0] & {
  close(): void;
};

provideImmediate();
const connection = createConnection(new BrowserMessageReader(worker), new BrowserMessageWriter(worker));
connection.onExit(() => worker.close());
new WebServer(connection).listen();
