/**
 * Each module of this folder stands in for another by the name that package.json's `browser` gives it, which no compiler
 * looks at. Here it does: what a stand-in exports has the shape of what it stands for. The bundler finds what is missing.
 */
type StandsInFor<Original, Own extends Original> = Own;

type Members<Class extends abstract new (...parts: never) => unknown> = Pick<
  InstanceType<Class>,
  keyof InstanceType<Class>
>;

export type StandIns = [
  StandsInFor<typeof import("../../lsp/base64.ts"), typeof import("./base64.ts")>,
  StandsInFor<typeof import("../../index/store/claimant.ts"), typeof import("./claimant.ts")>,
  StandsInFor<
    Pick<typeof import("../../index/store/database-file.ts"), "bytesOf" | "folderOf">,
    typeof import("./database-file.ts")
  >,
  StandsInFor<
    Omit<typeof import("../../lsp/documents/file-place.ts"), "realPath">,
    typeof import("./file-place.ts")
  >,
  StandsInFor<typeof import("../../index/chunk/grammar/read-grammar.ts"), typeof import("./read-grammar.ts")>,
  StandsInFor<typeof import("../../index/store/open-database.ts"), typeof import("./open-database.ts")>,
  StandsInFor<typeof import("../../index/discover/read-lines.ts"), typeof import("./read-lines.ts")>,
  StandsInFor<typeof import("../../index/sha256.ts"), typeof import("./sha256.ts")>,
  StandsInFor<typeof import("../../index/store/siblings.ts"), typeof import("./siblings.ts")>,
  StandsInFor<Pick<typeof import("../../index/store/sqlite.ts"), "openSqlite">, typeof import("./sqlite.ts")>,
  StandsInFor<
    Members<typeof import("../../index/refresh/courtesy.ts").Courtesy>,
    Members<typeof import("./courtesy.ts").Courtesy>
  >,
  StandsInFor<
    Members<typeof import("../../index/chunk/parsing/parser-pool.ts").ParserPool>,
    Members<typeof import("./parser-pool.ts").ParserPool>
  >,
];
