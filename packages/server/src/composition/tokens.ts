import type { Configuration as CoreConfiguration } from "@isovec/core";
import type { InjectionToken } from "tsyringe";
import type { EmbedderSource as SourceOfEmbedders } from "../embedding/embedder-source.ts";
import type { RerankerSource } from "../embedding/reranker-source.ts";
import type { StaticSource as SourceOfStaticVectors } from "../embedding/static-source.ts";
import type { CodeIndex as OpenCodeIndex } from "../index/code-index.ts";

/** What is configured. */
export const Configuration: InjectionToken<CoreConfiguration> = Symbol("Configuration");
/** Takes one line for the person at the terminal or for the editor's log. */
export const Notices: InjectionToken<(message: string) => void> = Symbol("Notices");
/** The configured model on the configured engine. */
export const EmbedderSource: InjectionToken<SourceOfEmbedders> = Symbol("EmbedderSource");
/** The configured static model. */
export const StaticSource: InjectionToken<SourceOfStaticVectors> = Symbol("StaticSource");
/** What puts the best hits of a search in order once more; undefined where none is configured. */
export const Reranking: InjectionToken<RerankerSource> = Symbol("Reranking");
/** Absolute path of the folder that a workspace scope is for. */
export const WorkspaceRoot: InjectionToken<string> = Symbol("WorkspaceRoot");
/** The index of that folder. */
export const CodeIndex: InjectionToken<Promise<OpenCodeIndex>> = Symbol("CodeIndex");
