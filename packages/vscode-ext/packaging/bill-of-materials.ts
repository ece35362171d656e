import { createHash } from "node:crypto";
import type { LicensedPackage } from "./third-party-notices.ts";

/** A shipped package, and where it lies or that it is bundled. */
export interface Material extends LicensedPackage {
  readonly place: string | undefined;
  readonly bundle?: string;
  readonly needs: readonly string[];
  /** Digest of the archive in the registry, `sha512-` and base64; unknown for packages of ours. */
  readonly integrity: string | undefined;
}

/** See the package-url specification, type npm. */
function packageUrl(name: string, version: string): string {
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function component({ manifest, id, place, bundle = "", integrity }: Material): object {
  const { name, version } = manifest;
  const purl = packageUrl(name, version);
  return {
    type: name.startsWith("@isovec/model-") ? "machine-learning-model" : "library",
    "bom-ref": purl,
    name,
    version,
    licenses: [{ license: { id } }],
    purl,
    ...(integrity === undefined
      ? {}
      : {
          hashes: [
            {
              alg: "SHA-512",
              content: Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex"),
            },
          ],
        }),
    properties: [{ name: "isovec:place", value: place ?? bundle }],
  };
}

/** The package of that name which a package sees: nested in its own folder, or beside it. */
function resolveNeed(material: Material, name: string, all: readonly Material[]): string[] {
  const found =
    all.find(({ place }) => place === `${material.place}/node_modules/${name}`) ??
    all.find(({ place }) => place === `node_modules/${name}`);
  return found === undefined ? [] : [packageUrl(name, found.manifest.version)];
}

/**
 * What the extension is made of, in CycloneDX 1.6 (ECMA-424): every package that is shipped or bundled, and no other. The
 * serial number follows from the content, so that the same package has the same bill.
 */
export function billOfMaterials(
  extension: {
    readonly name: string;
    readonly version: string;
    readonly license: string;
    readonly target: string;
  },
  materials: readonly Material[],
): string {
  const { name, version, license, target } = extension;
  const own = packageUrl(name, version);
  // Something may be in the server's bundle and in the client's.
  const unique = [
    ...new Map(materials.map((each) => [packageUrl(each.manifest.name, each.manifest.version), each])),
  ];
  const content = {
    metadata: {
      component: {
        type: "application",
        "bom-ref": own,
        name,
        version,
        licenses: [{ license: { id: license } }],
        purl: own,
        properties: [{ name: "isovec:target", value: target }],
      },
    },
    components: unique.map(([, material]) => component(material)),
    dependencies: [
      { ref: own, dependsOn: unique.filter(([, { place }]) => isTop(place)).map(([ref]) => ref) },
      ...unique.map(([ref, material]) => ({
        ref,
        dependsOn: [
          ...new Set(material.needs.flatMap((need) => resolveNeed(material, need, materials))),
        ].sort(),
      })),
    ],
  };
  const digest = createHash("sha256").update(JSON.stringify(content)).digest("hex");
  const serial = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    `5${digest.slice(13, 16)}`,
    `8${digest.slice(17, 20)}`,
  ];
  const serialNumber = `urn:uuid:${serial.join("-")}-${digest.slice(20, 32)}`;
  const bill = { bomFormat: "CycloneDX", specVersion: "1.6", serialNumber, version: 1, ...content };
  return `${JSON.stringify(bill, undefined, 2)}\n`;
}

/** The server, and what is bundled: the extension itself needs nothing else. */
function isTop(place: string | undefined): boolean {
  return place === undefined || place === "node_modules/@isovec/server";
}
