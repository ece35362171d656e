import type { IndexStatus, SearchResult } from "@isovec/core/protocol";
import { fail, quoted } from "../check.ts";
import { needs } from "./needs.ts";
import type { ServerCheck, ServerSubject } from "./server-subject.ts";

const ask = (subject: ServerSubject, method: string): Promise<IndexStatus> =>
  subject.result<IndexStatus>(method, {});

function expectState(what: string, status: IndexStatus, isPaused: boolean): void {
  if ((status.state === "paused") !== isPaused) fail(`${what} was answered with ${quoted(status)}`);
}

export const indexChecks: readonly ServerCheck[] = [
  {
    id: "ESP-INDEX-1",
    title: "rests while it is paused, and answers searches",
    run: async (subject) => {
      await needs(subject, "index/pause", "index/resume", "index/refresh", "search/query");
      const before = await ask(subject, "index/refresh");
      expectState("index/pause", await ask(subject, "index/pause"), true);
      try {
        expectState("index/pause for the second time", await ask(subject, "index/pause"), true);
        const after = await ask(subject, "index/refresh");
        expectState("index/refresh while it is paused", after, true);
        if (after.files !== before.files) fail(`pausing took ${before.files} files to ${after.files}`);
        await subject.result<SearchResult>("search/query", { query: "a", limit: 1 });
      } finally {
        await ask(subject, "index/resume");
      }
      expectState("index/refresh after index/resume", await ask(subject, "index/refresh"), false);
    },
  },
  {
    id: "ESP-INDEX-2",
    title: "is empty when it was cleared, and is built anew",
    run: async (subject) => {
      await needs(subject, "index/pause", "index/resume", "index/refresh", "index/clear", "search/query");
      const before = await ask(subject, "index/refresh");
      await ask(subject, "index/pause");
      try {
        const { files, chunks, embedded } = await ask(subject, "index/clear");
        if (files + chunks + embedded > 0) {
          fail(`index/clear while it is paused left ${quoted({ files, chunks, embedded })}`);
        }
        const { hits } = await subject.result<SearchResult>("search/query", { query: "a", limit: 1 });
        if (hits.length > 0) fail(`a search after index/clear found ${quoted(hits)}`);
      } finally {
        await ask(subject, "index/resume");
      }
      const after = await ask(subject, "index/refresh");
      if (after.chunks !== before.chunks || after.pending > 0) {
        fail(`index/refresh after index/clear gave ${quoted(after)} where it had been ${quoted(before)}`);
      }
    },
  },
];
