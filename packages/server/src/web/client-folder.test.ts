import type { FolderEntry } from "@isovec/core/protocol";
import { expect, it } from "vitest";
import { ClientFolder } from "./client-folder.ts";

const folder = (name: string): FolderEntry => ({ name, kind: "folder", size: 0, modifiedMs: 0 });
const file = (name: string, size = 1): FolderEntry => ({ name, kind: "file", size, modifiedMs: 0 });

/** A client with these folders, by their URIs. */
function clientOf(folders: Readonly<Record<string, readonly FolderEntry[]>>): ClientFolderParts {
  const asked: string[] = [];
  return {
    asked,
    client: {
      list: async ({ uri }) => {
        asked.push(uri);
        const entries = folders[uri];
        if (entries === undefined) throw new Error(`there is no ${uri}`);
        return entries;
      },
      read: async () => null,
    },
  };
}

interface ClientFolderParts {
  readonly asked: string[];
  readonly client: ConstructorParameters<typeof ClientFolder>[1];
}

const never = new AbortController().signal;

it("reads a whole drive, and escapes what a URI cannot hold", async () => {
  const { client, asked } = clientOf({
    "memory:/": [folder("a b#"), file("one.ts")],
    "memory:/a%20b%23": [file("two.ts")],
  });
  const { files, errors } = await new ClientFolder("memory:", client).discover(never);
  expect(files.map(({ path }) => path)).toEqual(["a b#/two.ts", "one.ts"]);
  expect(errors).toEqual([]);
  expect(asked).toEqual(["memory:/", "memory:/a%20b%23"]);
});

it("leaves out unread what a name, a size or a kind tells of", async () => {
  const link: FolderEntry = { name: "link.ts", kind: "link", size: 0, modifiedMs: 0 };
  const { client } = clientOf({
    "memory:/p": [
      link,
      file("large.ts", 2 ** 20 + 1),
      file("id_rsa"),
      file("photo.png"),
      folder("node_modules"),
    ],
  });
  const { files } = await new ClientFolder("memory:/p", client).discover(never);
  expect(Object.fromEntries(files.map(({ path, skipped }) => [path, skipped]))).toEqual({
    ...{ "link.ts": "symbolic-link", "large.ts": "large", id_rsa: "secret", "photo.png": "binary" },
  });
});

it("says of a folder that cannot be read why, and of a root that cannot be read nothing else", async () => {
  const { client } = clientOf({ "memory:/p": [folder("closed"), file("one.ts")] });
  const { files, errors } = await new ClientFolder("memory:/p", client).discover(never);
  expect(files.map(({ path }) => path)).toEqual(["one.ts"]);
  expect(errors).toEqual([{ path: "closed", message: "there is no memory:/p/closed" }]);
  await expect(new ClientFolder("memory:/q", client).discover(never)).rejects.toMatchObject({
    name: "InputInvalid",
    message: "The folder memory:/q cannot be read: there is no memory:/q.",
  });
});

it("stops where an index would take more memory than a browser has, and says so", async () => {
  const many = Array.from({ length: 50_001 }, (_, number) => file(`${number}.ts`));
  const { client, asked } = clientOf({ "memory:/p": [folder("more"), ...many], "memory:/p/more": [] });
  const { errors } = await new ClientFolder("memory:/p", client).discover(never);
  expect(errors).toEqual([
    { path: "more", message: "Not all of it is searched in a browser: it has more than 50000 files." },
  ]);
  expect(asked).toEqual(["memory:/p"]);
});
