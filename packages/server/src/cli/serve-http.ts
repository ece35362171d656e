import { Configuration, EmbedderSource } from "../composition/tokens.ts";
import { openHttpFace } from "../http-face/http-face.ts";
import { keepFresh } from "../index/keep-fresh.ts";
import { realRoot, statePlace } from "../index/state-directory.ts";
import { ServerRegistration } from "../life/server-registration.ts";
import { version } from "../version.ts";
import { type ListenOptions, readToken, usualHost, usualPort } from "./listen-options.ts";
import type { CommonOptions } from "./options.ts";
import { openIndex, type Session, withSession } from "./session.ts";

export interface HttpService extends CommonOptions, ListenOptions {
  /** A second sentence for the person at the terminal, on what computes. */
  readonly remark?: string;
}

/** Opens the index of the folder that is served, if one is, and keeps it in step until the end. */
async function openFolder(session: Session, path: string | undefined) {
  if (path === undefined) return { indexStatus: undefined, ended: undefined };
  const index = await openIndex(session, path);
  const note = (error: unknown): void =>
    session.progress.note(error instanceof Error ? error.message : String(error));
  return { indexStatus: () => index.status(), ended: keepFresh(index, session.signal, note) };
}

/** Serves the configured model over HTTP until the first Ctrl+C or SIGTERM. */
export async function serveHttp(options: HttpService): Promise<void> {
  const { host = usualHost, port = usualPort, alias, queue, json, path, remark } = options;
  const token = await readToken(options);
  await withSession(options, async (session) => {
    const { scope, progress, signal } = session;
    // Proven before anybody is served: its vectors must be the model's.
    const embedder = await scope.resolve(EmbedderSource).provenEmbedder();
    const { indexStatus, ended } = await openFolder(session, path);
    const face = await openHttpFace({
      embedder,
      host,
      port,
      token,
      aliases: alias,
      mostRequests: queue,
      indexStatus,
      onFailure: (sentence) => progress.note(sentence),
    });
    const { modelName: model, backendId: backend, device, vectorSpace } = embedder;
    const registration = new ServerRegistration();
    registration.write(statePlace(scope.resolve(Configuration).stateDirectory), {
      version,
      client: `HTTP clients on ${face.url}`,
      folders: path === undefined ? [] : [realRoot(path)],
      model,
      backend,
      device,
    });
    process.once("exit", () => registration.remove());
    const served = { url: face.url, model, dimensions: vectorSpace.dimensions, pid: process.pid };
    const told = [`${model} on ${face.url}, for what speaks OpenAI's or TEI's API.`, remark];
    process.stdout.write(`${json ? JSON.stringify(served) : told.filter(Boolean).join(" ")}\n`);
    if (!signal.aborted)
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
    await Promise.all([face.close(), ended]);
  });
}
