import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../repository.ts";

/**
 * A folder of real code: two rooms of core. Its settings try what a hostile repository would: to choose the program
 * that the editor starts.
 *
 * @returns the file that appears when they succeed
 */
export function createSampleWorkspace(folder: string): string {
  for (const room of ["model", "postprocess"]) {
    cpSync(join(repository, "packages/core/src", room), join(folder, room), {
      recursive: true,
      filter: (path) => !path.endsWith(".test.ts"),
    });
  }
  const settings = join(folder, ".vscode");
  const trace = join(settings, "program-was-run.txt");
  const program = join(settings, "program.mjs");
  mkdirSync(settings);
  writeFileSync(
    program,
    `import { writeFileSync } from "node:fs";\nwriteFileSync(${JSON.stringify(trace)}, "");\n`,
  );
  writeFileSync(join(settings, "settings.json"), JSON.stringify({ "isovec.server.path": program }));
  // Both name this run's own folder: their words would rank with the code, differently in every run.
  writeFileSync(join(folder, ".isovecignore"), "/.vscode/\n");
  return trace;
}
