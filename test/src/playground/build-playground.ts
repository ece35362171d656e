import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { repository } from "../repository.ts";

interface PageBuilder {
  buildPage(target: string, options: { readonly cacheDirectory: string }): Promise<void>;
}

/** Builds the page as `npm run playground` does. The distilled table is kept over test runs, under a content hash. */
export async function buildPlayground(target: string): Promise<void> {
  const builder = pathToFileURL(join(repository, "packages/playground/build-page.mjs")).href;
  const { buildPage } = (await import(builder)) as PageBuilder;
  await buildPage(target, { cacheDirectory: join(tmpdir(), "isovec-test-cache", "isovec", "models") });
}
