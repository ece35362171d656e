import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { repository } from "../repository.ts";
import { artefact } from "./artefact.ts";
import { codeServerEntry } from "./installed-editor.ts";
import { type InstalledExtension, installExtension, installWebExtension } from "./installed-extension.ts";
import { createSampleWorkspace } from "./sample-workspace.ts";

/**
 * Runs a program until the standard input ends, be it that the test wants so or that its process is gone, and then ends
 * all of its process group: an interrupted run leaves no editor behind. The output closes with the program's own.
 */
const untilInputEnds = '"$@" & exec >&-; read -r _; kill $!; wait $!; kill -KILL 0';

/** A VS Code of its own: nobody's profile, one extension, one folder to open. */
export interface CodeServer {
  readonly processId: number;
  /** Opens the sample workspace. */
  readonly address: string;
  /** Absolute path of the sample workspace. */
  readonly workspace: string;
  /** Appears when the workspace has made the editor run a program. */
  readonly trace: string;
  readonly extension: InstalledExtension;
  stop(): Promise<void>;
}

export interface CodeServerOptions {
  /** As in the machine's settings.json. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** As in the user's settings.json, beside what every test needs. */
  readonly userSettings?: Readonly<Record<string, unknown>>;
  /** Changes the folder before it is opened; without it the sample workspace stands there. */
  readonly prepare?: (workspace: string) => void;
  /** Variables for the editor and all that it starts. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The editor's language, by its tag. Its own words stay English, the extension's do not. */
  readonly language?: string;
  /** Whether a second extension is there, which uses this one. */
  readonly companion?: boolean;
  /** Absolute folder of a further extension. */
  readonly beside?: string;
  /** Whether this extension is left out, to see what the editor does without it. */
  readonly bare?: boolean;
  /** Whether this extension is the one for editors in a browser, whose host there is a worker. */
  readonly inWorker?: boolean;
}

export async function startCodeServer({
  machineSettings = {},
  userSettings = {},
  prepare,
  environment = {},
  language,
  companion = false,
  beside,
  bare = false,
  inWorker = false,
}: CodeServerOptions = {}): Promise<CodeServer> {
  const home = mkdtempSync(join(tmpdir(), "isovec-editor-"));
  const place = (name: string): string => join(home, name);
  const workspace = place("sample");
  mkdirSync(workspace);
  const trace = createSampleWorkspace(workspace);
  prepare?.(workspace);

  const extension = inWorker ? installWebExtension() : installExtension();
  const others = [...(companion ? [companionFolder] : []), ...(beside === undefined ? [] : [beside])];
  const folders = bare ? others : [extension.folder, ...others];
  const extensions = bare || others.length > 0 ? linked(folders, place("extensions")) : extension.extensions;
  writeSettings(place("profile/Machine"), machineSettings);
  writeSettings(place("profile/User"), {
    // A welcome page that opens late takes the focus from a Quick Pick, which closes it.
    "workbench.startupEditor": "none",
    // In a browser the editor saves by itself.
    "files.autoSave": "off",
    // It would ask a gallery on the network.
    "extensions.autoCheckUpdates": false,
    "extensions.autoUpdate": false,
    // The flag for it leaves out the extensions that come with the editor: the one for git sends by itself.
    "telemetry.telemetryLevel": "off",
    ...userSettings,
  });

  if (language !== undefined) installLanguage(place("profile"), language);

  const errors = openSync(artefact("code-server.log"), "a");
  const running = spawn(
    "sh",
    [
      ...["-c", untilInputEnds, "sh", process.execPath, codeServerEntry],
      ...["--auth", "none", "--bind-addr", "127.0.0.1:0", "--config", place("config.yaml")],
      ...["--user-data-dir", place("profile"), "--extensions-dir", extensions],
      ...["--disable-telemetry", "--disable-update-check", "--disable-getting-started-override"],
      ...(language === undefined ? [] : ["--locale", language]),
    ],
    {
      // The server's index and caches go where the profile goes.
      env: { PATH: process.env["PATH"], HOME: home, ...environment },
      stdio: ["pipe", "pipe", errors],
      detached: true,
    },
  );
  closeSync(errors);
  const { pid, stdin, stdout } = running;
  if (pid === undefined || stdin === null || stdout === null) {
    throw new Error(`${codeServerEntry} could not be started.`);
  }
  const ended = once(running, "exit");
  const origin = await listeningAddress(stdout);
  return {
    processId: pid,
    address: `${origin}?folder=${encodeURIComponent(workspace)}`,
    workspace,
    trace,
    extension,
    stop: async () => {
      stdin.end();
      await ended;
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** As a language pack from the gallery is noted when it is installed; this one translates nothing of the editor's own. */
function installLanguage(profile: string, language: string): void {
  const translations = join(profile, "translations.json");
  writeFileSync(translations, JSON.stringify({ version: "1.0.0", contents: {} }));
  const extensions = [{ extensionIdentifier: { id: `isovec-test.${language}` }, version: "1.0.0" }];
  const pack = { hash: language, extensions, translations: { vscode: translations }, label: language };
  writeFileSync(join(profile, "languagepacks.json"), JSON.stringify({ [language]: pack }));
}

const companionFolder = join(repository, "test/src/editor/companion");

/** The editor unpacks what it is given once a run, for all suites. */
function linked(folders: readonly string[], extensions: string): string {
  mkdirSync(extensions);
  for (const [index, folder] of folders.entries())
    symlinkSync(folder, join(extensions, `extension-${index}`));
  return extensions;
}

function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "settings.json"), JSON.stringify(settings));
}

/** Follows what code-server says until it names the port it was given. */
async function listeningAddress(output: Readable): Promise<string> {
  let said = "";
  for await (const text of output.iterator({ destroyOnReturn: false })) {
    said += text;
    const address = /HTTP server listening on (\S+)/.exec(said)?.[1];
    if (address !== undefined) {
      output.resume();
      return address;
    }
  }
  throw new Error(`code-server ended before it listened:\n${said}`);
}
