/** A few lines of a language and the names that must be found in them. */
export interface LanguageSample {
  readonly path: string;
  readonly code: string;
  readonly names: readonly string[];
}

const ts = `/** A queue. */
@sealed
export class Queue<T> extends Base {
  private items: T[] = [];

  /** Adds at the end. */
  @bound
  push(item: T): void {
    const local = 1;
    function inner() { return item; }
    this.items.push(inner());
  }
}
export const drain = async (queue: Queue<number>) => { await queue.empty(); };
export interface Options { readonly size: number }
export enum Color { Red }
namespace Deep { export function under() {} }
`;

/** One sample a language, each with a comment or an attribute, a nested definition and a name at the end. */
export const languageSamples: readonly LanguageSample[] = [
  { path: "a.ts", code: ts, names: ["Queue", "push", "inner", "drain", "Options", "Color", "Deep", "under"] },
  {
    path: "a.tsx",
    code: "// Shows.\nexport function View({ a }: Props) {\n  const onClick = () => a();\n  return <b onClick={onClick}>{a}</b>;\n}\n",
    names: ["View", "onClick"],
  },
  {
    path: "a.js",
    code: "class Stack {\n  pop() {\n    return 1;\n  }\n}\nconst size = 3;\nfunction* walk() {\n  yield 1;\n}\n",
    names: ["Stack", "pop", "size", "walk"],
  },
  {
    path: "a.py",
    code: '# About.\n@decorated\nclass Tree:\n    """Doc."""\n    depth = 1\n\n    async def grow(self):\n        def leaf():\n            return 1\n        return leaf\n\nLIMIT = 3\n',
    names: ["Tree", "depth", "grow", "leaf", "LIMIT"],
  },
  {
    path: "a.go",
    code: "package a\n\n// Server serves.\ntype Server struct {\n\tport int\n}\n\nfunc (s *Server) Listen() error {\n\treturn nil\n}\n\nconst Limit = 3\n\nfunc main() {\n}\n",
    names: ["Server", "Listen", "Limit", "main"],
  },
  {
    path: "a.rs",
    code: "/// A point.\n#[derive(Debug)]\npub struct Point {\n    x: i32,\n}\n\nimpl Point {\n    pub fn norm(&self) -> i32 {\n        self.x\n    }\n}\n\nmod deep {\n    fn under() {}\n}\n",
    names: ["Point", "norm", "deep", "under"],
  },
  {
    path: "A.java",
    code: "/** Doc. */\n@Entity\npublic class Account {\n  private int balance;\n\n  @Override\n  public int total() {\n    return balance;\n  }\n\n  enum Kind { A }\n}\n",
    names: ["Account", "balance", "total", "Kind"],
  },
  {
    path: "a.kt",
    code: "/** Doc. */\ndata class User(val name: String) {\n    fun greet(): String {\n        return name\n    }\n}\n\nobject Registry {\n    val all = 1\n}\n",
    names: ["User", "greet", "Registry", "all"],
  },
  {
    path: "a.c",
    code: "#include <stdio.h>\n\n/* Sums. */\nstatic int *sum(int a, int b)\n{\n    return 0;\n}\n\nstruct node {\n    int value;\n};\n\nenum color { RED };\n",
    names: ["sum", "node", "color"],
  },
  {
    path: "a.cpp",
    code: "namespace app {\n// A matrix.\ntemplate <typename T>\nclass Matrix {\n public:\n  int rows() const {\n    return 1;\n  }\n};\n\nvoid Matrix::clear() {\n}\n}\n",
    names: ["app", "Matrix", "rows", "clear"],
  },
  {
    path: "a.cs",
    code: "namespace App\n{\n    /// <summary>Doc.</summary>\n    [Serializable]\n    public class Cart\n    {\n        public int Count { get; set; }\n\n        public void Add(int item)\n        {\n        }\n    }\n}\n",
    names: ["App", "Cart", "Count", "Add"],
  },
  {
    path: "a.rb",
    code: "# Doc.\nmodule Shop\n  class Cart\n    def add(item)\n      item\n    end\n\n    def self.build\n      new\n    end\n  end\nend\n",
    names: ["Shop", "Cart", "add", "build"],
  },
  {
    path: "a.php",
    code: "<?php\n/** Doc. */\n#[Attr]\nclass Mailer\n{\n    public function send(string $to): void\n    {\n    }\n}\n\nfunction helper()\n{\n}\n",
    names: ["Mailer", "send", "helper"],
  },
  {
    path: "a.swift",
    code: "/// Doc.\n@objc\nclass View {\n    var size = 1\n\n    func draw() {\n    }\n}\n\nprotocol Shape {\n    func area() -> Int\n}\n",
    names: ["View", "size", "draw", "Shape", "area"],
  },
  {
    path: "a.scala",
    code: "// Doc.\ntrait Animal {\n  def speak(): String\n}\n\nobject Main {\n  val limit = 3\n  def run(): Unit = {\n    println(limit)\n  }\n}\n",
    names: ["Animal", "speak", "Main", "limit", "run"],
  },
  {
    path: "a.lua",
    code: "-- Doc.\nlocal limit = 3\n\nfunction greet(name)\n  return name\nend\n\nlocal function inner()\nend\n",
    names: ["limit", "greet", "inner"],
  },
  {
    path: "a.sh",
    code: "#!/bin/sh\nLIMIT=3\n\n# Doc.\nbuild_all() {\n  echo hi\n}\n\nfunction clean {\n  rm x\n}\n",
    names: ["LIMIT", "build_all", "clean"],
  },
  {
    path: "a.ex",
    code: 'defmodule Shop.Cart do\n  @doc """\n  Adds.\n  """\n  def add(cart, item) when is_list(cart) do\n    [item | cart]\n  end\n\n  defp total(cart), do: length(cart)\nend\n',
    names: ["Shop.Cart", "add", "total"],
  },
  {
    path: "a.hs",
    code: "module A where\n\n-- | Doubles.\ndouble :: Int -> Int\ndouble x = x * 2\n\ndata Shape = Circle | Square\n\nclass Area a where\n  area :: a -> Int\n",
    names: ["double", "Shape", "Area", "area"],
  },
  {
    path: "a.ml",
    code: "(* Doc. *)\nlet rec sum xs =\n  match xs with\n  | [] -> 0\n  | x :: rest -> x + sum rest\n\nmodule Deep = struct\n  let x = 1\nend\n\ntype 'a tree = Leaf\n",
    names: ["sum", "Deep", "tree"],
  },
  {
    path: "a.zig",
    code: 'const std = @import("std");\n\n/// Adds.\npub fn add(a: i32, b: i32) i32 {\n    return a + b;\n}\n\nconst Point = struct {\n    x: i32,\n\n    fn norm(self: Point) i32 {\n        return self.x;\n    }\n};\n',
    names: ["std", "add", "Point", "norm"],
  },
  {
    path: "a.dart",
    code: "/// Doc.\nclass Counter {\n  int value = 0;\n\n  void increment() {\n    value++;\n  }\n}\n\nvoid main() {\n  print(1);\n}\n",
    names: ["Counter", "increment", "main"],
  },
  {
    path: "a.html",
    code: "<!DOCTYPE html>\n<html>\n  <body>\n    <p>One</p>\n    <script>let a = 1;</script>\n  </body>\n</html>\n",
    names: [],
  },
  {
    path: "a.css",
    code: "/* Doc. */\n.button:hover {\n  color: red;\n}\n\n@media print {\n  .card {\n    color: blue;\n  }\n}\n",
    names: [".button:hover", ".card"],
  },
  {
    path: "a.scss",
    code: "@mixin rounded($r) {\n  border-radius: $r;\n}\n\n.a {\n  .b {\n    color: red;\n  }\n}\n",
    names: ["rounded", ".a"],
  },
  {
    path: "a.sql",
    code: "-- People.\nCREATE TABLE IF NOT EXISTS users (\n  id INT\n);\n\ncreate or replace function total() returns int as $$\nselect 1\n$$;\n\nSELECT 1;\n",
    names: ["users", "total"],
  },
  {
    path: "a.yaml",
    code: "# Doc.\nname: build\non:\n  push:\njobs:\n  test:\n    steps: [a]\n",
    names: ["name", "on", "jobs"],
  },
  {
    path: "a.toml",
    code: '# Doc.\n[package]\nname = "a"\n\n[[bin]]\npath = "b"\n',
    names: ["package", "bin"],
  },
  {
    path: "a.md",
    code: "Intro.\n\n# Guide\n\nText.\n\n## Install\n\n```sh\n# no heading\n```\n\n## Use\n\nText.\n",
    names: ["Guide", "Install", "Use"],
  },
];
