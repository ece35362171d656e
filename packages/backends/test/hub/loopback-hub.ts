import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { type LoopbackServer, startServer } from "../http/loopback-server.ts";

export const modelId = "Org/tiny-model";
export const commit: string = "0123456789abcdef0123456789abcdef01234567";

/** One request as the hub or its storage saw it. */
export interface SeenRequest {
  readonly at: "hub" | "storage";
  readonly method: string;
  /** Path with its query. */
  readonly url: string;
  readonly range: string | undefined;
  readonly authorization: string | undefined;
}

/** Takes a request over. @returns whether it did */
export type Misbehaviour = (
  seen: SeenRequest,
  response: ServerResponse,
  content: Buffer | undefined,
) => boolean;

export interface LoopbackHub {
  /** Address of the hub. */
  readonly url: string;
  /** Another origin, where it stores its large files. */
  readonly storage: string;
  readonly seen: SeenRequest[];
  /** By path in the repository. */
  readonly files: Map<string, Buffer>;
  /** Asked before every answer. */
  misbehave: Misbehaviour | undefined;
  /** Lists neither sizes nor hashes, as some mirrors. */
  listsNoBlobs: boolean;
  stop(): Promise<void>;
}

const sha256 = (content: Buffer): string => createHash("sha256").update(content).digest("hex");
const blobId = (content: Buffer): string =>
  createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
const isLarge = (path: string): boolean => /\.(?:safetensors|onnx|bin|ot)$/.test(path);

export function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): true {
  response.writeHead(status, headers).end();
  return true;
}

/** Gives a file, or the part of it that is asked for. */
function give(response: ServerResponse, content: Buffer, range: string | undefined, headers = {}): void {
  const from = Number(/^bytes=(\d+)-$/.exec(range ?? "")?.[1] ?? 0);
  if (from >= content.length && range !== undefined) {
    response.writeHead(416, { "content-range": `bytes */${content.length}` }).end();
    return;
  }
  const part = content.subarray(from);
  const partial = from > 0 && { "content-range": `bytes ${from}-${content.length - 1}/${content.length}` };
  response.writeHead(from > 0 ? 206 : 200, { ...headers, ...partial, "content-length": part.length });
  response.end(part);
}

/** A hub as huggingface.co is one, with the answers and headers that it was seen to give (huggingface_hub 1.1). */
class Hub implements LoopbackHub {
  readonly seen: SeenRequest[] = [];
  misbehave: Misbehaviour | undefined;
  listsNoBlobs = false;
  hub: LoopbackServer | undefined;
  store: LoopbackServer | undefined;

  constructor(readonly files: Map<string, Buffer>) {}

  get url(): string {
    return this.hub?.url ?? "";
  }

  get storage(): string {
    return this.store?.url ?? "";
  }

  async stop(): Promise<void> {
    await Promise.all([this.hub?.stop(), this.store?.stop()]);
  }

  answer(at: "hub" | "storage", request: IncomingMessage, response: ServerResponse): void {
    const { method = "", url = "", headers } = request;
    const seen = { at, method, url, range: headers.range, authorization: headers.authorization };
    this.seen.push(seen);
    const path = decodeURIComponent(/(?:\/resolve\/[^/]+\/|\/blob\/)(.+)$/.exec(url)?.[1] ?? "");
    const content = this.files.get(path);
    if (this.misbehave?.(seen, response, content)) return;
    if (at === "hub" && url.startsWith(`/api/models/${modelId}/revision/`)) this.list(response);
    else if (content === undefined) refuse(response, 404, { "x-error-code": "EntryNotFound" });
    else if (at === "hub") this.resolve(response, path, content, headers.range);
    else give(response, content, headers.range);
  }

  private list(response: ServerResponse): void {
    const siblings = [...this.files].map(([rfilename, content]) => ({
      rfilename,
      ...(!this.listsNoBlobs && { size: content.length, blobId: blobId(content) }),
      ...(!this.listsNoBlobs &&
        isLarge(rfilename) && { lfs: { sha256: sha256(content), size: content.length, pointerSize: 134 } }),
    }));
    const value = { id: modelId, sha: commit, siblings, cardData: { license: "apache-2.0" } };
    response.writeHead(200, { "content-type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
  }

  private resolve(response: ServerResponse, path: string, content: Buffer, range: string | undefined): void {
    if (isLarge(path)) {
      response
        .writeHead(302, {
          location: `${this.storage}/blob/${path}`,
          "x-repo-commit": commit,
          "x-linked-size": `${content.length}`,
          "x-linked-etag": `"${sha256(content)}"`,
        })
        .end();
      return;
    }
    give(response, content, range, { etag: `"${blobId(content)}"`, "x-repo-commit": commit });
  }
}

/** Starts a hub and its storage on this machine; the caller stops them. */
export async function startHub(files: Map<string, Buffer>): Promise<LoopbackHub> {
  const hub = new Hub(files);
  hub.hub = await startServer((request, response) => hub.answer("hub", request, response));
  hub.store = await startServer((request, response) => hub.answer("storage", request, response));
  return hub;
}
