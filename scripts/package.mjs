// Writes the VS Code extension's packages, one for each target, into packages/vscode-ext/dist/vsix:
//   npm run package [-- --target linux-x64] [-- --out FOLDER]
import { join } from "node:path";
import { install, repository, run, turbo } from "./steps.mjs";

install();
turbo("run", "build", "--filter=isovec-vscode...", "--output-logs=errors-only", "--no-update-notifier");
run(process.execPath, [
  join(repository, "packages/vscode-ext/dist/packaging/main.js"),
  ...process.argv.slice(2),
]);
