import type { SearchResult } from "@isovec/core/protocol";
import { fail, quoted, skip } from "../check.ts";
import { needs } from "./needs.ts";
import { expectCode, type ServerCheck, type ServerSubject } from "./server-subject.ts";

const invalidParams = -32602;
const search = "isovec.search";

/** @throws CheckSkipped where the server does not announce the command */
async function needsCommand(subject: ServerSubject): Promise<void> {
  await needs(subject, "search/query");
  const [greeting] = (await subject.session()).answers;
  const { capabilities } = (greeting?.result ?? {}) as {
    capabilities?: { executeCommandProvider?: { commands?: readonly string[] } };
  };
  const commands = capabilities?.executeCommandProvider?.commands ?? [];
  if (!commands.includes(search)) skip(`the server does not announce the command ${search}`);
}

export const commandChecks: readonly ServerCheck[] = [
  {
    id: "ESP-COMMAND-1",
    title: "answers a command as its method",
    run: async (subject) => {
      await needsCommand(subject);
      if ((await subject.methods()).includes("index/refresh")) await subject.result("index/refresh", {});
      const params = { query: "where is the answer", limit: 3 };
      const asked = await subject.result<SearchResult>("search/query", params);
      const command = { command: search, arguments: [params] };
      const run = await subject.result<SearchResult>("workspace/executeCommand", command);
      const [wanted, given] = [asked.hits, run.hits].map((hits) =>
        hits?.map(({ uri, range }) => ({ uri, range })),
      );
      if (JSON.stringify(wanted) !== JSON.stringify(given)) {
        fail(`${search} found ${quoted(given)} where search/query finds ${quoted(wanted)}`);
      }
    },
  },
  {
    id: "ESP-COMMAND-2",
    title: "names what is wrong with a command",
    run: async (subject) => {
      await needsCommand(subject);
      const wrong: readonly (readonly [object, string])[] = [
        [{ command: "conformance.none" }, "params.command"],
        [{ command: search, arguments: [{ query: 42 }] }, "params.arguments.0.query"],
      ];
      for (const [params, key] of wrong) {
        const what = `workspace/executeCommand with ${quoted(params)}`;
        const answer = await (await subject.session()).request("workspace/executeCommand", params);
        expectCode(answer, invalidParams, what);
        const message = answer.error?.message;
        if (typeof message !== "string" || !message.includes(key)) {
          fail(`the error of ${what} does not name ${key}: ${quoted(message)}`);
        }
      }
    },
  },
];
