import { IsovecError, type TextEmbedder } from "@isovec/core";
import { type IndexStatus, methods, type ServerStatus } from "@isovec/core/protocol";
import type { Connection } from "vscode-languageserver";

/** Milliseconds between two notifications of the index's progress. */
const indexInterval = 250;

function sentenceOf(error: unknown): string {
  return IsovecError.is(error)
    ? [error.message, error.remedy].filter(Boolean).join(" ")
    : "The server failed; its log has the details.";
}

/** Tells the client how the server and its index are. */
export class StatusReporter {
  private lastIndexReport = Number.NEGATIVE_INFINITY;
  private lastServerStatus = "";

  constructor(private readonly connection: Connection) {}

  server(status: ServerStatus): void {
    const text = JSON.stringify(status);
    if (text === this.lastServerStatus) return;
    this.lastServerStatus = text;
    void this.connection.sendNotification(methods.serverStatus, status);
  }

  failure(error: unknown): void {
    this.server({ health: "error", quiescent: true, message: sentenceOf(error) });
  }

  /** A change was refused; what served before serves on. */
  refusal(error: unknown, { backendId, device, modelName }: TextEmbedder): void {
    const message = `${sentenceOf(error)} ${modelName} on ${backendId} serves on.`;
    const backend = `${backendId} (${device})`;
    this.server({ health: "warning", quiescent: true, message, model: modelName, backend });
  }

  /** Whether progress of the index may be told again; the last word on it always may. */
  indexIsDue(): boolean {
    return performance.now() - this.lastIndexReport >= indexInterval;
  }

  index(status: IndexStatus): void {
    this.lastIndexReport = performance.now();
    void this.connection.sendNotification(methods.indexDidChange, status);
  }
}
