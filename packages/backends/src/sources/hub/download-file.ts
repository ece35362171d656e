import { type FileHandle, mkdir, open, rename, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { IsovecError } from "@isovec/core";
import { writeAll } from "../../convert/replace-file.ts";
import { type FileDigest, holdAgainst } from "../store/file-digest.ts";
import type { HubAnswer, HubConnection } from "./hub-connection.ts";
import { connectionFailure } from "./hub-failure.ts";
import { Passing, type Persistence, persistently } from "./retries.ts";
import { pageByType, wrongBeginning } from "./wrong-content.ts";

export interface FileToDownload {
  /** Below the hub's address, with a slash in front. */
  readonly path: string;
  /** For people: `FILE of org/name@revision`. */
  readonly what: string;
  readonly bytes: number;
  readonly digest: FileDigest;
  /** Absolute path that the whole and verified file gets. */
  readonly target: string;
}

/** An attempt that got so far was no failure in a row. */
const progressBytes = 1 << 20;

async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}

/** Where the answer's first byte belongs; the file's beginning when the server cannot continue. */
function placeOf({ status, header, host }: HubAnswer, from: number, file: FileToDownload): number {
  if (status === 200) return 0;
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header("content-range") ?? "");
  if (Number(range?.[1] ?? Number.NaN) === from && [`${file.bytes}`, "*"].includes(range?.[2] ?? ""))
    return from;
  throw new Passing(
    new IsovecError("BackendUnavailable", `${host} gave another part of ${file.what} than was asked for.`, {
      remedy: "Check hubUrl or HF_ENDPOINT.",
      retryable: true,
    }),
  );
}

async function* blocksOf(answer: HubAnswer, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    yield* answer.body;
  } catch (error) {
    signal.throwIfAborted();
    throw new Passing(connectionFailure(answer.host, error));
  }
}

class Download {
  private readonly partial: string;

  constructor(
    private readonly connection: HubConnection,
    private readonly file: FileToDownload,
    private readonly signal: AbortSignal,
    private readonly onBytes: (bytes: number) => void,
  ) {
    this.partial = `${file.target}.partial`;
  }

  /** Goes on where the attempt before, or the process before, has stopped. */
  async attempt(progressed: () => void): Promise<void> {
    let from = await sizeOf(this.partial);
    if (from > this.file.bytes) from = await this.beginAgain();
    if (from === this.file.bytes && from > 0) return;
    const { path, what } = this.file;
    const answer = await this.connection.ask({ method: "GET", path, what, from, signal: this.signal });
    try {
      if (answer.status === 416) {
        await this.beginAgain();
        throw this.endsEarly(answer.host, from);
      }
      const wrong = pageByType(this.file.what, answer.host, answer.header);
      if (wrong !== undefined) throw wrong;
      const start = placeOf(answer, from, this.file);
      const end = await this.write(answer, start);
      if (end - start >= progressBytes) progressed();
      if (end < this.file.bytes) throw await this.explained(this.endsEarly(answer.host, end));
    } finally {
      answer.close();
    }
  }

  /** @throws what is wrong with the content, and begins again the first time: a bit may have flipped on the way */
  async verify(isLastTime: boolean): Promise<string> {
    const { sha256, matches } = await holdAgainst(this.partial, this.file.bytes, this.file.digest);
    if (matches) {
      await rename(this.partial, this.file.target);
      return sha256;
    }
    const { what, digest } = this.file;
    const failure = new IsovecError(
      "ModelCorrupt",
      `${what} does not have the ${digest.algorithm} that ${this.connection.host} names for it.`,
      { remedy: "It was damaged on the way or where it is stored; check hubUrl, HF_ENDPOINT and the proxy." },
    );
    const explained = await this.explained(failure);
    await this.beginAgain();
    if (isLastTime || explained !== failure) throw explained;
    return "";
  }

  private async write(answer: HubAnswer, start: number): Promise<number> {
    const handle = await this.open(start);
    let end = start;
    this.onBytes(end);
    try {
      for await (const block of blocksOf(answer, this.signal)) {
        if (end + block.length > this.file.bytes) throw await this.tooLong(answer.host);
        await writeAll(handle, block, end);
        end += block.length;
        this.onBytes(end);
      }
      await handle.sync();
      return end;
    } finally {
      await handle.close();
    }
  }

  private async open(start: number): Promise<FileHandle> {
    await mkdir(dirname(this.partial), { recursive: true });
    return open(this.partial, start === 0 ? "w" : "r+");
  }

  private async beginAgain(): Promise<number> {
    await rm(this.partial, { force: true });
    this.onBytes(0);
    return 0;
  }

  private endsEarly(host: string, at: number): Passing {
    return new Passing(
      new IsovecError(
        "BackendUnavailable",
        `${host} ended ${this.file.what} after ${at} of ${this.file.bytes} bytes.`,
        {
          remedy: "Run the command again; what was downloaded is kept.",
          retryable: true,
        },
      ),
    );
  }

  private async tooLong(host: string): Promise<Error> {
    const failure = new IsovecError(
      "ModelCorrupt",
      `${host} gave more than the ${this.file.bytes} bytes that ${this.file.what} has.`,
      { remedy: "Check hubUrl or HF_ENDPOINT." },
    );
    const explained = await this.explained(failure);
    await this.beginAgain();
    return explained;
  }

  /** A page or a pointer in place of the file is a better reason than a length or a hash. */
  private async explained<T extends Error>(failure: T): Promise<T | IsovecError> {
    const wrong = await wrongBeginning(this.file.what, this.connection.host, this.partial);
    if (wrong === undefined) return failure;
    await this.beginAgain();
    return wrong;
  }
}

/**
 * Fetches one file. It appears under its name when it is whole and has the digest that the hub names; until then it grows
 * beside it, and the next attempt or the next process goes on there.
 * @param onBytes told how many bytes of the file are on the disk
 * @returns sha256 in hex
 * @throws IsovecError `ModelCorrupt`, `ModelNotFound`, `BackendUnavailable`, `Overloaded`
 */
export async function downloadFile(
  connection: HubConnection,
  file: FileToDownload,
  persistence: Persistence,
  onBytes: (bytes: number) => void,
): Promise<string> {
  const download = new Download(connection, file, persistence.signal, onBytes);
  for (const isLastTime of [false, true]) {
    await persistently(persistence, (progressed) => download.attempt(progressed));
    const sha256 = await download.verify(isLastTime);
    if (sha256 !== "") return sha256;
    persistence.onWait(`${file.what} came damaged; fetching it again.`);
  }
  throw new Error("the last verification gives a hash or fails");
}
