import type { ExtensionManifest } from "./opc-documents.ts";

type Manifest = ExtensionManifest & Readonly<Record<string, unknown>>;
type Contribution = Readonly<Record<string, unknown>>;

/** What needs engines, reports or programs, of which a browser has none. `src/web/extension.ts` says so of them. */
const leftOut: ReadonlySet<string> = new Set([
  "isovec.runDoctor",
  "isovec.selectEngine",
  "isovec.showMap",
  "isovec.showParity",
]);

/** Of the settings those that the server in a worker heeds: it has one model, and is configured by nothing. */
const settings: readonly string[] = ["isovec.server.start"];

/** What is always so in a browser, and what never is: folders are virtual, and nothing has to be trusted. */
const certain: ReadonlySet<string> = new Set([
  "!virtualWorkspace",
  "resourceScheme == file",
  "isWorkspaceTrusted",
]);
const impossible: ReadonlySet<string> = new Set(["virtualWorkspace", "!isWorkspaceTrusted"]);

/** @returns undefined where the condition never holds, "" where it always does */
function conditionInBrowser(condition: string): string | undefined {
  const alternatives = condition
    .split(" || ")
    .map((alternative) => alternative.split(" && ").filter((term) => !certain.has(term)))
    .filter((terms) => !terms.some((term) => impossible.has(term)));
  if (alternatives.length === 0) return undefined;
  if (alternatives.some((terms) => terms.length === 0)) return "";
  return alternatives.map((terms) => terms.join(" && ")).join(" || ");
}

/** Entries whose condition can hold and whose command is there, with what is left of the condition. */
function inBrowser(entries: readonly Contribution[]): Contribution[] {
  return entries.flatMap(({ when, ...entry }) => {
    if (leftOut.has(String(entry["command"]))) return [];
    if (typeof when !== "string") return [entry];
    const condition = conditionInBrowser(when);
    if (condition === undefined) return [];
    return [condition === "" ? entry : { ...entry, when: condition }];
  });
}

function lists(contributed: unknown): [string, Contribution[]][] {
  return Object.entries(contributed as Readonly<Record<string, readonly Contribution[]>>)
    .map(([place, entries]): [string, Contribution[]] => [place, inBrowser(entries)])
    .filter(([, entries]) => entries.length > 0);
}

/** A step of the walkthrough that ends with a command that is not there. */
function canBeTaken(step: Contribution): boolean {
  const events = (step["completionEvents"] ?? []) as readonly string[];
  return !events.some((event) => leftOut.has(event.replace("onCommand:", "")));
}

/**
 * The manifest of the package for editors in a browser: another entry, and only what works there. Folders that are on no
 * disk are what one has open there, so they are searched.
 */
export function webManifest({ main: _main, type: _type, ...manifest }: Manifest): Manifest {
  const { mcpServerDefinitionProviders: _servers, ...contributes } = manifest.contributes;
  const configuration = contributes["configuration"] as {
    readonly title: string;
    readonly properties: Readonly<Record<string, unknown>>;
  };
  const walkthroughs = contributes["walkthroughs"] as readonly Contribution[];
  return {
    ...manifest,
    // Neither `main` nor a `type`: the host in a worker takes nothing but CommonJS, and says so of what calls itself a module.
    browser: "./dist/web/extension.js",
    extensionKind: ["web"],
    capabilities: { untrustedWorkspaces: { supported: true }, virtualWorkspaces: true },
    contributes: {
      ...contributes,
      commands: inBrowser(contributes["commands"] as readonly Contribution[]),
      views: Object.fromEntries(lists(contributes["views"])),
      menus: Object.fromEntries(lists(contributes["menus"])),
      viewsWelcome: inBrowser(contributes["viewsWelcome"] as readonly Contribution[]).filter(
        ({ view }) => view !== "isovec.restricted",
      ),
      walkthroughs: inBrowser(walkthroughs).map((walkthrough) => ({
        ...walkthrough,
        steps: (walkthrough["steps"] as readonly Contribution[]).filter(canBeTaken),
      })),
      configuration: {
        ...configuration,
        properties: Object.fromEntries(
          Object.entries(configuration.properties).filter(([key]) => settings.includes(key)),
        ),
      },
    },
  };
}
