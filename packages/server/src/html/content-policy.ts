import { createHash } from "node:crypto";

function hashesOf(html: string, element: "script" | "style"): string {
  const pattern = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`, "g");
  const hashes = [...html.matchAll(pattern)].map(
    ([, text = ""]) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
  );
  return hashes.length === 0 ? "'none'" : hashes.join(" ");
}

/**
 * Gives a page a policy that lets its own scripts and styles run, by their hashes, and nothing else: no request, no
 * attribute with code, no style attribute.
 */
export function withContentPolicy(html: string): string {
  const policy = `default-src 'none'; script-src ${hashesOf(html, "script")}; style-src ${hashesOf(html, "style")}; base-uri 'none'; form-action 'none'`;
  return html.replace(
    "<head>",
    () => `<head><meta http-equiv="Content-Security-Policy" content="${policy}">`,
  );
}
