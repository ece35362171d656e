const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => escapes[character] ?? character);
}

/** Colours for light and dark, or those of the VS Code that shows the page; type and tables of every page. */
const base = `:root{color-scheme:light dark;--ink:#1d2430;--dim:#69707d;--line:#d8dce3;--paper:#fff;--good:#1f7a4d;--bad:#b3261e;--bound:#8a5a00}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--dim:#9aa3b2;--line:#343a46;--paper:#15181e;--good:#5fd39a;--bad:#ff8a80;--bound:#f0b84c}}
:root:has(body[data-vscode-theme-kind]){--ink:var(--vscode-editor-foreground);--dim:var(--vscode-descriptionForeground);--line:var(--vscode-contrastBorder,var(--vscode-widget-border,#8884));--paper:var(--vscode-editor-background);--good:var(--vscode-charts-green);--bad:var(--vscode-errorForeground);--bound:var(--vscode-charts-yellow)}
:root:has(body:is([data-vscode-theme-kind=vscode-light],[data-vscode-theme-kind=vscode-high-contrast-light])){color-scheme:light}
:root:has(body:is([data-vscode-theme-kind=vscode-dark],[data-vscode-theme-kind=vscode-high-contrast])){color-scheme:dark}
body{font:15px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper);max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin:0 0 .25rem}p{color:var(--dim);margin:.25rem 0 1.25rem}svg{width:100%;height:auto}
svg text{fill:var(--ink);font-size:13px}svg .tick{fill:var(--dim);font-size:11px}.grid{stroke:var(--line)}
table{border-collapse:collapse;width:100%;margin-top:1.5rem;font-variant-numeric:tabular-nums}
th,td{padding:.35rem .6rem;border-bottom:1px solid var(--line);text-align:right}th{color:var(--dim);font-weight:500}`;

/**
 * One self-contained page.
 * @param title plain text
 * @param style further rules
 * @param body HTML
 */
export function page(title: string, style: string, body: string): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title><style>${base}
${style}</style></head>
<body>${body}</body></html>
`;
}
