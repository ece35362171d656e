import { resolve } from "node:path";
import type { Configuration as CoreConfiguration } from "@isovec/core";
import { EmbedderSource as SourceOfEmbedders } from "../embedding/embedder-source.ts";
import { RerankerSource } from "../embedding/reranker-source.ts";
import { StaticSource as SourceOfStaticVectors } from "../embedding/static-source.ts";
import { openCodeIndex } from "../index/open-code-index.ts";
import { stateDirectoryFor } from "../index/state-directory.ts";
import { sharedStoreOf } from "../index/vectors/shared-store.ts";
import { modelCacheDirectory } from "../models/model-cache.ts";
import type { Composer } from "./parts.ts";
import { Scope } from "./scope.ts";
import {
  CodeIndex,
  Configuration,
  EmbedderSource,
  Notices,
  Reranking,
  StaticSource,
  WorkspaceRoot,
} from "./tokens.ts";

export interface ComposeOptions {
  /** Told in one short line what takes long, or what was done about a damaged file. */
  readonly onNotice: (message: string) => void;
}

/** Everything that one process needs once. The only place where the parts are put together. */
export function compose(configuration: CoreConfiguration, { onNotice }: ComposeOptions): Scope {
  const scope = Scope.create();
  scope.value(Configuration, configuration);
  scope.value(Notices, onNotice);
  scope.single(
    EmbedderSource,
    () =>
      new SourceOfEmbedders({
        configuration,
        cacheDirectory: modelCacheDirectory(configuration),
        onProgress: onNotice,
      }),
    (source) => source.dispose(),
  );
  scope.single(
    StaticSource,
    () =>
      new SourceOfStaticVectors({
        configuration,
        cacheDirectory: modelCacheDirectory(configuration),
        onNotice,
      }),
    (source) => source.dispose(),
  );
  scope.single(
    Reranking,
    () => new RerankerSource(configuration.reranker),
    (source) => source.dispose(),
  );
  return scope;
}

/** What a folder that is searched needs beside it. Ends with its parent at the latest. */
export function composeWorkspace(parent: Scope, root: string): Scope {
  const scope = parent.child();
  const absolute = resolve(root);
  scope.value(WorkspaceRoot, absolute);
  scope.single(
    CodeIndex,
    async () => {
      const source = scope.resolve(EmbedderSource);
      const { stateDirectory, store, indexMegabytes } = scope.resolve(Configuration);
      return openCodeIndex({
        root: absolute,
        stateDirectory: stateDirectoryFor(absolute, stateDirectory),
        vectorSpace: await source.vectorSpace(),
        embedder: () => source.embedder(),
        shared: sharedStoreOf(store),
        limitBytes: indexMegabytes === undefined ? undefined : indexMegabytes * 1e6,
        quickTier: await scope.resolve(StaticSource).tier(),
        reranker: scope.resolve(Reranking).reranker(),
        onNotice: scope.resolve(Notices),
      });
    },
    async (opening) => {
      const index = await opening.catch(() => undefined);
      await index?.close();
    },
  );
  return scope;
}

/** Parts of an engine of its own for each configuration. */
export function composer(options: ComposeOptions): Composer {
  return {
    compose: (configuration) => {
      const scope = compose(configuration, options);
      return {
        resolve: (token) => scope.resolve(token),
        dispose: () => scope.dispose(),
        folder: (root) => composeWorkspace(scope, root),
      };
    },
  };
}
