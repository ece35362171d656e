import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { extension, extensionFiles, repository } from "./extension-files.ts";
import { targets } from "./targets.ts";
import { machineOf } from "./testing/machine-of.ts";
import { shippedPackageNames } from "./testing/shipped-package-names.ts";

interface Bill {
  readonly components: readonly {
    readonly name: string;
    readonly version: string;
    readonly "bom-ref": string;
    readonly hashes?: readonly { readonly content: string }[];
    readonly properties: readonly { readonly value: string }[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** `node_modules/a/node_modules/@b/c/file` -> `@b/c` */
function packageOf(path: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1];
}

function distinct(names: readonly (string | undefined)[]): string[] {
  return [...new Set(names.flatMap((name) => name ?? []))].sort();
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly integrity: string }>>;
}

const lock = JSON.parse(readFileSync(join(repository, "package-lock.json"), "utf8")) as Lock;

const nativeName = /\.(?:node|dll|dylib)$|\.so[.\d]*$/;

const nativeFiles: Readonly<Record<string, readonly string[]>> = {
  "linux-x64": [
    "@libsql/linux-x64-gnu/index.node",
    "onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1",
    "onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node",
  ],
  "linux-arm64": [
    "@libsql/linux-arm64-gnu/index.node",
    "onnxruntime-node/bin/napi-v6/linux/arm64/libonnxruntime.so.1",
    "onnxruntime-node/bin/napi-v6/linux/arm64/onnxruntime_binding.node",
  ],
  "win32-x64": [
    "@libsql/win32-x64-msvc/index.node",
    "onnxruntime-node/bin/napi-v6/win32/x64/dxcompiler.dll",
    "onnxruntime-node/bin/napi-v6/win32/x64/dxil.dll",
    "onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime.dll",
    "onnxruntime-node/bin/napi-v6/win32/x64/onnxruntime_binding.node",
  ],
  "win32-arm64": [
    "onnxruntime-node/bin/napi-v6/win32/arm64/dxcompiler.dll",
    "onnxruntime-node/bin/napi-v6/win32/arm64/dxil.dll",
    "onnxruntime-node/bin/napi-v6/win32/arm64/onnxruntime.dll",
    "onnxruntime-node/bin/napi-v6/win32/arm64/onnxruntime_binding.node",
  ],
  "darwin-arm64": [
    "@libsql/darwin-arm64/index.node",
    "onnxruntime-node/bin/napi-v6/darwin/arm64/libonnxruntime.1.dylib",
    "onnxruntime-node/bin/napi-v6/darwin/arm64/onnxruntime_binding.node",
  ],
  universal: [],
  web: [],
};

describe.each(targets)("the package for $name", (target) => {
  const { client, files } = extensionFiles(target);
  const paths = files.map(({ path }) => path);
  const read = async (path: string): Promise<string> => {
    const file = files.find((candidate) => candidate.path === path);
    if (file === undefined) throw new Error(`The package has no ${path}.`);
    return (await file.read()).toString("utf8");
  };

  it("holds the packages that are known, and of the client only what its manifest names", () => {
    expect(distinct(paths.map(packageOf))).toEqual(shippedPackageNames(target));
    const own = paths.filter((path) => !path.startsWith("node_modules/"));
    const isKnown =
      /^(?:(?:package(?:\.nls(?:\.[\w-]+)?)?|sbom\.cdx)\.json|(?:README|CHANGELOG)\.md|(?:LICENSE|NOTICE|THIRD-PARTY-NOTICES)\.txt|dist\/(?:(?:extension|language-client)\.cjs|[\w-]+\.js|web\/[\w./-]+)|(?:api|l10n|media|schemas|walkthrough)\/[\w./-]+)$/;
    expect(own.filter((path) => !isKnown.test(path))).toEqual([]);
    expect(new Set(paths).size).toBe(paths.length);
  });

  it("holds no source, map, test, document or script of others", () => {
    const inside = paths.filter((path) => path.startsWith("node_modules/"));
    const others = inside.filter((path) => !nativeName.test(path));
    expect(others.filter((path) => !/\.(?:[cm]?js|json|wasm|safetensors)$/.test(path))).toEqual([]);
    expect(paths.filter((path) => /\.map$|\.tsbuildinfo$|[./]test\.[cm]?js$/.test(path))).toEqual([]);
    expect(paths.filter((path) => /(?:^|\/)(?:tests?|__tests__|examples?|testing)\//.test(path))).toEqual([]);
  });

  it("holds the native libraries of its own machine only", async () => {
    const native = files.filter(({ path }) => nativeName.test(path));
    expect(native.map(({ path }) => path.replace("node_modules/", ""))).toEqual(nativeFiles[target.name]);
    // Those of another machine's libsql would have to be fetched.
    const here = native.filter(({ path }) => !path.includes("@libsql") || target.name === hostTarget);
    for (const file of here)
      expect(`${file.path} ${machineOf(await file.read())}`).toContain(`${target.name}`);
  });

  it("holds every file that its manifest names", async () => {
    const manifest = await read("package.json");
    const named = [...manifest.matchAll(/"(?:\.\/)?((?:dist|media|schemas|walkthrough|api)\/[^"]+)"/g)];
    expect(named.length).toBeGreaterThan(2);
    expect(named.map(([, path = ""]) => path).filter((path) => !paths.includes(path))).toEqual([]);
    expect(manifest).not.toContain("devDependencies");
    expect(client.manifest.description).not.toContain("%");
  });

  it("holds every grammar that the server cuts code by", () => {
    const grammars = readFileSync(
      join(repository, "packages/server/src/index/chunk/grammar/grammars.ts"),
      "utf8",
    );
    const wanted = distinct([...grammars.matchAll(/\bfile: "([^"]+)"/g)].map(([, name]) => name));
    const held = distinct(paths.map((path) => /\/tree-sitter-(\w+)\.wasm$/.exec(path)?.[1]));
    expect(held).toEqual(wanted);
    const licences = readFileSync(join(extension, "packaging/licences/tree-sitter-grammars.txt"), "utf8");
    expect(held.filter((name) => !new RegExp(`^${name} `, "m").test(licences))).toEqual([]);
  });

  it("names every package, its licence and what it needs", async () => {
    const bill = JSON.parse(await read("sbom.cdx.json")) as Bill;
    const notices = await read("THIRD-PARTY-NOTICES.txt");
    const shipped = distinct(paths.map(packageOf));
    const names = bill.components.map(({ name }) => name);
    expect(shipped.filter((name) => !names.includes(name))).toEqual([]);
    // The client's code is bundled: its packages have no folder, and are named all the same.
    expect(names).toContain("vscode-languageclient");
    const others = bill.components.filter(({ name }) => !name.startsWith("@isovec/"));
    for (const { name } of others) expect(notices).toMatch(new RegExp(`^${name} \\d\\S* \\(\\S+\\)$`, "m"));
    for (const { version, hashes, properties } of others) {
      const locked = lock.packages[properties[0]?.value ?? ""];
      if (locked === undefined) continue;
      const digest = Buffer.from(hashes?.[0]?.content ?? "", "hex").toString("base64");
      expect({ version, integrity: `sha512-${digest}` }).toEqual({
        version: locked.version,
        integrity: locked.integrity,
      });
    }
    const refs = new Set(bill.components.map((component) => component["bom-ref"]));
    const needed = bill.dependencies.flatMap(({ dependsOn }) => dependsOn);
    expect(needed.filter((ref) => !refs.has(ref))).toEqual([]);
  });
});

const hostTarget = `${process.platform}-${process.arch}`;
