import {
  type EmbedParams,
  type EmbedResult,
  methods,
  type SearchParams,
  type SearchResult,
} from "@isovec/core/protocol";
import { CancellationError, type CancellationToken, type Disposable, EventEmitter, Range, Uri } from "vscode";
import type { IsovecApi, IsovecExtension, SearchHit, Status } from "../../api/isovec.d.ts";
import { askServer } from "../ask-server.ts";
import { describeFailure } from "../failure.ts";
import type { ServerConnection } from "../server-connection.ts";
import { decodeVectors } from "./decode-vectors.ts";
import { statusOf } from "./status-of.ts";

/** What other extensions get of this one; api/isovec.d.ts says what it promises. */
export function createApi(connection: ServerConnection): IsovecExtension & Disposable {
  const changed = new EventEmitter<Status>();
  const subscription = connection.onDidChange((view) => changed.fire(statusOf(view)));
  const api: IsovecApi = {
    version: 1,
    async search(query, { limit, mode, include, exclude } = {}, token) {
      const params: SearchParams = { query, limit, mode, include, exclude };
      const { hits, degraded } = await ask<SearchResult>(connection, methods.search, params, token);
      return { hits: hits.map(hitOf), ...(degraded !== undefined && { degraded }) };
    },
    async embed(texts, { role = "document" } = {}, token) {
      const params: EmbedParams = { inputs: texts, role };
      const answer = await ask<EmbedResult>(connection, methods.embed, params, token);
      return {
        vectors: decodeVectors(answer),
        dimensions: answer.dimensions,
        vectorSpace: answer.vectorSpace,
        truncated: answer.usage.map(({ truncated }) => truncated),
      };
    },
    get status() {
      return statusOf(connection.view);
    },
    onDidChangeStatus: changed.event,
  };
  return {
    getApi(version) {
      if (version === api.version) return api;
      throw new Error(`Isovec has version ${api.version} of its interface, and not ${version}.`);
    },
    dispose() {
      subscription.dispose();
      changed.dispose();
    },
  };
}

/** @throws CancellationError, or an Error that says what to do */
export async function ask<Answer>(
  connection: ServerConnection,
  method: string,
  params: object,
  token: CancellationToken | undefined,
): Promise<Answer> {
  const abort = new AbortController();
  if (token?.isCancellationRequested) throw new CancellationError();
  const subscription = token?.onCancellationRequested(() => abort.abort());
  try {
    return await askServer<Answer>(connection, method, params, abort.signal);
  } catch (error) {
    if (abort.signal.aborted) throw new CancellationError();
    throw new Error(describeFailure(error), { cause: error });
  } finally {
    subscription?.dispose();
  }
}

function hitOf({
  uri,
  range: { start, end },
  line,
  score,
  language,
  preview,
}: SearchResult["hits"][number]): SearchHit {
  return {
    uri: Uri.parse(uri, true),
    range: new Range(start.line, start.character, end.line, end.character),
    line,
    score,
    language,
    preview,
  };
}
