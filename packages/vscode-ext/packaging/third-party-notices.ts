import type { PackageManifest } from "./shipped-packages.ts";

export interface LicensedPackage {
  readonly manifest: PackageManifest;
  readonly id: string;
  readonly text: string;
}

const head = `Third-party notices

Isovec for VS Code contains the packages below, each under its own licence. What the models descend from is in NOTICE.
`;

/** One text for all packages of others: packages with the same words under one heading. */
export function thirdPartyNotices(packages: readonly LicensedPackage[]): string {
  const byText = new Map<string, string[]>();
  for (const { manifest, id, text } of packages) {
    const titles = byText.get(text) ?? [];
    const title = `${manifest.name} ${manifest.version} (${id})`;
    if (!titles.includes(title)) titles.push(title);
    byText.set(text, titles);
  }
  const sections = [...byText].map(
    ([text, titles]) => `${"-".repeat(80)}\n${titles.join("\n")}\n\n${text}\n`,
  );
  return [head, ...sections].join("\n");
}
