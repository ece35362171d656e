import type { Server, ServerResponse } from "node:http";

/** What is under way at the end may take so long; then it is answered 503, for which there is a little more time. */
const patienceMs = 3_500;
const farewellMs = 500;

/** The requests of a server that are not answered yet, and its end. */
export class UnderWay {
  private readonly leaving: Map<ServerResponse, AbortController> = new Map();
  private isDraining = false;

  /** @returns what fires when the client leaves, or when the server can wait for it no longer */
  add(response: ServerResponse): AbortSignal {
    const controller = new AbortController();
    this.leaving.set(response, controller);
    if (this.isDraining) response.shouldKeepAlive = false;
    response.once("close", () => {
      this.leaving.delete(response);
      controller.abort();
    });
    return controller.signal;
  }

  /** Ends the server: idle connections at once, the others with their answer, all of them in the end. */
  async drain(server: Server): Promise<void> {
    this.isDraining = true;
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeIdleConnections();
    for (const response of this.leaving.keys()) {
      if (!response.headersSent) response.shouldKeepAlive = false;
      // An answer that has begun said nothing of the connection's end.
      else response.once("close", () => setImmediate(() => server.closeIdleConnections()));
    }
    const impatience = setTimeout(() => {
      for (const controller of this.leaving.values()) controller.abort();
    }, patienceMs);
    const farewell = setTimeout(() => server.closeAllConnections(), patienceMs + farewellMs);
    await closed;
    clearTimeout(impatience);
    clearTimeout(farewell);
  }
}
