import { IsovecError } from "@isovec/core";
import type { Dispatcher } from "undici";
import { printable, serverMessage } from "../../peer/printable.ts";
import { digestFrom, type FileDigest } from "../store/file-digest.ts";
import { connectionFailure, refusalFailure } from "./hub-failure.ts";
import type { HubSettings } from "./hub-settings.ts";
import { Passing, waitAskedFor } from "./retries.ts";

export interface HubRequest {
  readonly method: "GET" | "HEAD";
  /** Below the hub's address, with a slash in front. */
  readonly path: string;
  /** What is asked for, for people. */
  readonly what: string;
  /** First byte that is wanted; 0 for all of them. */
  readonly from?: number;
  readonly signal: AbortSignal;
}

export interface HubAnswer {
  readonly status: number;
  /** Of whoever gave the last answer: the hub, or where it stores its files. */
  readonly host: string;
  header(name: string): string | undefined;
  /** Ends without an error only when all of it came. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets the rest go unread. */
  close(): void;
  /** What the hub itself says of the file, on the way there. */
  readonly linked: { readonly digest: FileDigest | undefined; readonly bytes: number | undefined };
}

/** Milliseconds without a byte after which a line counts as broken. */
const silenceMs = 60_000;
const maximumRedirects = 5;
/** A refusal is read for one sentence. */
const refusalBytes = 64 * 1024;

const redirects: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

function headerOf(headers: Dispatcher.ResponseData["headers"], name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** A hub stores its large files elsewhere, so other hosts are followed; a step back from https is not. */
function redirected(from: URL, location: string | undefined, host: string): URL {
  const target =
    location !== undefined && URL.canParse(location, from.href) ? new URL(location, from) : undefined;
  const isDowngrade = from.protocol === "https:" && target?.protocol !== "https:";
  if (target !== undefined && /^https?:$/.test(target.protocol) && !isDowngrade) return target;
  const where =
    target === undefined
      ? "no address"
      : printable(target.protocol === "http:" ? target.origin : target.protocol);
  throw new IsovecError("HostNotAllowed", `${host} redirects to ${where}, and nothing was asked there.`, {
    remedy: "Check hubUrl or HF_ENDPOINT.",
  });
}

/** Asks one hub. A token goes to the hub's own origin and to no other that it redirects to. */
export class HubConnection {
  private constructor(
    readonly settings: HubSettings,
    private readonly dispatcher: Dispatcher,
    private readonly send: typeof import("undici")["request"],
  ) {}

  /** Loads the HTTP client; nothing is sent yet. */
  static async open(settings: HubSettings, quietMs: number = silenceMs): Promise<HubConnection> {
    const { EnvHttpProxyAgent, request } = await import("undici");
    const dispatcher = new EnvHttpProxyAgent({
      headersTimeout: quietMs,
      bodyTimeout: quietMs,
      ...(settings.proxy !== undefined && { httpProxy: settings.proxy, httpsProxy: settings.proxy }),
    });
    return new HubConnection(settings, dispatcher, request);
  }

  /** Host and port, for people. */
  get host(): string {
    return this.settings.origin.host;
  }

  async close(): Promise<void> {
    await this.dispatcher.destroy();
  }

  /**
   * One attempt.
   * @returns a success, or 416 where a range was asked for that the file does not have
   * @throws IsovecError for a refusal, `Passing` for what the next attempt may not meet
   */
  async ask(request: HubRequest): Promise<HubAnswer> {
    const { origin } = this.settings;
    let url = new URL(`${origin.origin}${origin.path}${request.path}`);
    let linked: HubAnswer["linked"] = { digest: undefined, bytes: undefined };
    for (let redirect = 0; redirect <= maximumRedirects; redirect++) {
      const response = await this.once(url, request);
      const header = (name: string): string | undefined => headerOf(response.headers, name);
      if (url.origin === origin.origin) linked = linkedBy(header, response.statusCode) ?? linked;
      // Signed addresses of a storage are for GET alone; what is asked for by HEAD the hub has said.
      const isSaid = request.method === "HEAD" && linked.digest !== undefined && linked.bytes !== undefined;
      if (redirects.has(response.statusCode) && !isSaid) {
        response.body.on("error", () => undefined).destroy();
        url = redirected(url, header("location"), this.host);
        continue;
      }
      if (!isSaid && !isSuccess(response.statusCode, request))
        throw await this.refused(response, url, request);
      return {
        status: response.statusCode,
        host: url.host,
        header,
        body: response.body,
        close: () => void response.body.on("error", () => undefined).destroy(),
        linked,
      };
    }
    throw new IsovecError(
      "BackendUnavailable",
      `${this.host} redirects more than ${maximumRedirects} times.`,
      {
        remedy: "Check hubUrl or HF_ENDPOINT.",
      },
    );
  }

  private async once(url: URL, { method, from = 0, signal }: HubRequest): Promise<Dispatcher.ResponseData> {
    const { origin, token } = this.settings;
    try {
      return await this.send(url, {
        method,
        signal,
        dispatcher: this.dispatcher,
        headers: {
          "user-agent": "isovec",
          // Sizes and ranges are of the file itself.
          "accept-encoding": "identity",
          ...(from > 0 && { range: `bytes=${from}-` }),
          ...(token !== undefined &&
            url.origin === origin.origin && { authorization: token.authorization() }),
        },
      });
    } catch (error) {
      signal.throwIfAborted();
      throw passingOr(connectionFailure(url.host, error));
    }
  }

  private async refused(
    { statusCode, headers, body }: Dispatcher.ResponseData,
    url: URL,
    { what, signal }: HubRequest,
  ): Promise<Error> {
    const { token } = this.settings;
    const said = await beginningOf(body, refusalBytes).catch(() => {
      signal.throwIfAborted();
      return "";
    });
    const clean = (text: string): string => token?.removeFrom(text) ?? text;
    const refusal = {
      status: statusCode,
      code: headerOf(headers, "x-error-code") ?? "",
      message: serverMessage(
        clean(headerOf(headers, "x-error-message") ?? (isPage(headers, said) ? "" : said)),
      ),
    };
    const failure = refusalFailure(refusal, { host: url.host, what, hasToken: token !== undefined });
    return passingOr(failure, waitAskedFor(headerOf(headers, "retry-after")));
  }
}

function passingOr(failure: IsovecError, waitMs?: number): Error {
  return failure.retryable ? new Passing(failure, waitMs) : failure;
}

function isSuccess(status: number, { from = 0 }: HubRequest): boolean {
  return status === 200 || status === 206 || (from > 0 && status === 416);
}

function isPage(headers: Dispatcher.ResponseData["headers"], text: string): boolean {
  return /html/i.test(headerOf(headers, "content-type") ?? "") || /^\s*</.test(text);
}

/** For a file in git-lfs the hub names it in headers of its own; for any other its ETag is the blob's name. */
function linkedBy(
  header: (name: string) => string | undefined,
  status: number,
): HubAnswer["linked"] | undefined {
  const digest =
    digestFrom(header("x-linked-etag")) ?? (status === 200 ? digestFrom(header("etag")) : undefined);
  if (digest === undefined) return undefined;
  const size = header("x-linked-size") ?? (status === 200 ? header("content-length") : undefined);
  return { digest, bytes: size !== undefined && /^\d+$/.test(size) ? Number(size) : undefined };
}

/** The first bytes of an answer as text; the rest is not read. */
async function beginningOf(body: AsyncIterable<Uint8Array>, limit: number): Promise<string> {
  const blocks: Uint8Array[] = [];
  let bytes = 0;
  for await (const block of body) {
    blocks.push(block);
    bytes += block.length;
    if (bytes >= limit) break;
  }
  return Buffer.concat(blocks).toString("utf8");
}
