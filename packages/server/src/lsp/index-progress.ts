import type { Connection, WorkDoneProgressReporter } from "vscode-languageserver";
import type { RefreshProgress } from "../index/code-index.ts";

/** What the client shows while the index is built: begun with the first text to embed, ended with the refresh. */
export class IndexProgress {
  private reporter: Promise<WorkDoneProgressReporter | undefined> | undefined;

  constructor(
    private readonly connection: Connection,
    /** Whether the client can show progress that the server starts (`window.workDoneProgress`). */
    private readonly supported: boolean,
  ) {}

  update({ phase, pending, embedded }: RefreshProgress): void {
    // Reading files takes a moment and is not worth a message.
    if (!this.supported || phase !== "embedding" || pending === 0) return;
    this.reporter ??= this.begin();
    const percentage = Math.floor((100 * embedded) / pending);
    void this.reporter.then((reporter) => reporter?.report(percentage, `${embedded} of ${pending} chunks`));
  }

  end(): void {
    const reporter = this.reporter;
    this.reporter = undefined;
    void reporter?.then((begun) => begun?.done());
  }

  private async begin(): Promise<WorkDoneProgressReporter | undefined> {
    try {
      const reporter = await this.connection.window.createWorkDoneProgress();
      reporter.begin("Isovec: indexing", 0, undefined, false);
      return reporter;
    } catch {
      // A client that refuses the token shows no progress; indexing goes on.
      return undefined;
    }
  }
}
