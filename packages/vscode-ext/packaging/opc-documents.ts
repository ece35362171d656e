import { extname } from "node:path";

/** The fields of the extension's manifest that the package's own documents repeat. */
export interface ExtensionManifest {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  readonly publisher: string;
  readonly license: string;
  readonly icon?: string;
  readonly engines: { readonly vscode: string };
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly extensionKind: readonly string[];
  readonly contributes: Readonly<Record<string, unknown>>;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

function escapeXml(text: string): string {
  return text.replaceAll(/[&<>"]/g, (character) => entities[character] ?? "");
}

/** What galleries filter by, beside an extension's own keywords. */
const tagsOfContributions: Readonly<Record<string, readonly string[]>> = {
  jsonValidation: ["json"],
  languageModelTools: ["tools", "language-model-tools"],
};

const schema = "http://schemas.microsoft.com/developer/vsx-schema";

/**
 * `extension.vsixmanifest`: what an editor and a gallery read before they open the extension's own manifest. Elements and
 * properties are those that @vscode/vsce 4.1.0 writes.
 *
 * @param target as VS Code spells it, or undefined for every platform
 * @param assets type -> path in the archive
 */
export function vsixManifest(
  manifest: ExtensionManifest,
  target: string | undefined,
  assets: Readonly<Record<string, string>>,
): string {
  const { name, displayName, description, version, publisher, categories, keywords } = manifest;
  const tags = Object.keys(manifest.contributes).flatMap((name) => tagsOfContributions[name] ?? []);
  if (manifest.extensionKind.includes("web")) tags.push("__web_extension");
  const platform = target === undefined ? "" : ` TargetPlatform="${target}"`;
  const properties = {
    "Microsoft.VisualStudio.Code.Engine": manifest.engines.vscode,
    "Microsoft.VisualStudio.Code.ExtensionDependencies": "",
    "Microsoft.VisualStudio.Code.ExtensionPack": "",
    "Microsoft.VisualStudio.Code.ExtensionKind": manifest.extensionKind.join(","),
    "Microsoft.VisualStudio.Code.LocalizedLanguages": "",
    "Microsoft.VisualStudio.Code.EnabledApiProposals": "",
    "Microsoft.VisualStudio.Code.ExecutesCode": "true",
    "Microsoft.VisualStudio.Services.GitHubFlavoredMarkdown": "true",
    "Microsoft.VisualStudio.Services.Content.Pricing": "Free",
  };
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="${schema}/2011" xmlns:d="${schema}-design/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escapeXml(name)}" Version="${version}" Publisher="${publisher}"${platform}/>
    <DisplayName>${escapeXml(displayName)}</DisplayName>
    <Description xml:space="preserve">${escapeXml(description)}</Description>
    <Tags>${escapeXml([...keywords, ...tags].join(","))}</Tags>
    <Categories>${escapeXml(categories.join(","))}</Categories>
    <GalleryFlags>Public</GalleryFlags>
    <Properties>
${Object.entries(properties)
  .map(([id, value]) => `      <Property Id="${id}" Value="${escapeXml(value)}"/>`)
  .join("\n")}
    </Properties>
    <License>extension/LICENSE.txt</License>${
      manifest.icon === undefined ? "" : `\n    <Icon>extension/${escapeXml(manifest.icon)}</Icon>`
    }
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
${Object.entries(assets)
  .map(([type, path]) => `    <Asset Type="${type}" Path="${escapeXml(path)}" Addressable="true"/>`)
  .join("\n")}
  </Assets>
</PackageManifest>
`;
}

const textTypes: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html",
  ".js": "application/javascript",
  ".json": "application/json",
  ".md": "text/markdown",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain",
  ".vsixmanifest": "text/xml",
  ".wasm": "application/wasm",
};

/** `[Content_Types].xml` of the Open Packaging Conventions: one entry for each extension of a name. */
export function contentTypes(paths: readonly string[]): string {
  const extensions = new Set([".vsixmanifest", ...paths.map((path) => extname(path).toLowerCase())]);
  const defaults = [...extensions]
    .filter((extension) => extension !== "")
    .sort()
    .map((extension) => {
      const type = textTypes[extension] ?? "application/octet-stream";
      return `<Default Extension="${extension}" ContentType="${type}"/>`;
    });
  return `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${defaults.join("")}</Types>
`;
}
