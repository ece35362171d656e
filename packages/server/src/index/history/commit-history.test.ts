import { describe, expect, it } from "vitest";
import { type Commit, CommitHistory } from "./commit-history.ts";

let hashes = 0;

function commit(subject: string, ...paths: string[]): Commit {
  return { hash: String(hashes++), subject, paths };
}

const newestFirst = [
  commit("Reload certificates without a restart", "tls/renew.ts"),
  commit("Retry a refused connection", "net/connect.ts", "net/retry.ts"),
  commit("Retry with a growing pause", "net/retry.ts"),
  commit("Rename everything", ...Array.from({ length: 11 }, (_, at) => `moved/${at}.ts`)),
];
const history = new CommitHistory(newestFirst);

describe("what commits say of files", () => {
  it("is most for the file of which they say the question's words most often", () => {
    const said = history.saidOf("where are connections retried");
    expect([...said].sort(([, one], [, other]) => other - one).map(([path]) => path)).toEqual([
      "net/connect.ts",
      "net/retry.ts",
    ]);
    expect(said.get("net/connect.ts")).toBe(1);
    expect([...history.saidOf("retry").keys()]).toEqual(["net/connect.ts", "net/retry.ts"]);
    expect(history.saidOf("retry").get("net/retry.ts")).toBe(1);
  });

  it("is nothing of words that nobody said, and of commits that changed many files", () => {
    expect(history.saidOf("pool token states")).toEqual(new Map());
    expect(history.saidOf("rename")).toEqual(new Map());
    expect(new CommitHistory([]).saidOf("retry")).toEqual(new Map());
  });

  it("was less before a commit, and leaves out what said the same", () => {
    const [, second, third] = newestFirst;
    expect([
      ...history
        .before(second?.hash ?? "")
        .saidOf("retry certificates")
        .keys(),
    ]).toEqual(["net/retry.ts"]);
    const again = new CommitHistory([commit(third?.subject ?? "", "net/pause.ts"), ...newestFirst]);
    expect(again.before("4").saidOf("growing pause")).toEqual(new Map());
    expect(history.before("of another repository").saidOf("certificates").size).toBe(1);
  });
});
