/** How a language's definitions stand in its syntax tree. */
export interface Grammar {
  /** The grammar's file is `tree-sitter-NAME.wasm`. */
  readonly file: string;
  /** Nodes that define something, wherever they stand. */
  readonly definitions: readonly string[];
  /** Nodes that define something at the outside and in classes; inside of functions they are local. */
  readonly variables?: readonly string[];
  /** Definitions that hold members, not steps. */
  readonly containers?: readonly string[];
  /** Nodes that stand around a definition and belong to it. */
  readonly wrappers?: readonly string[];
  /** Nodes behind a definition that belong to it. */
  readonly tails?: readonly string[];
  /** Count as definitions only where they have a body. */
  readonly withBody?: readonly string[];
  /** Calls of these names are definitions (languages that define by macros). */
  readonly definingCalls?: ReadonlySet<string>;
  /** Definitions without a name worth searching by. */
  readonly isNameless?: boolean;
}

const javascript: Grammar = {
  file: "javascript",
  definitions: [
    "function_declaration",
    "generator_function_declaration",
    "class_declaration",
    "method_definition",
    "field_definition",
  ],
  variables: ["lexical_declaration", "variable_declaration"],
  containers: ["class_declaration"],
  wrappers: ["export_statement"],
};

const typescript: Grammar = {
  ...javascript,
  file: "typescript",
  definitions: [
    ...["function_declaration", "generator_function_declaration", "function_signature", "class_declaration"],
    ...["abstract_class_declaration", "interface_declaration", "type_alias_declaration", "enum_declaration"],
    ...["method_definition", "method_signature", "abstract_method_signature", "public_field_definition"],
    ...["internal_module", "module"],
  ],
  containers: ["class_declaration", "abstract_class_declaration", "internal_module", "module"],
  wrappers: ["export_statement", "ambient_declaration", "expression_statement"],
};

const cFamily = {
  withBody: ["struct_specifier", "union_specifier", "enum_specifier", "class_specifier"],
  variables: ["declaration", "field_declaration"],
  wrappers: ["type_definition", "template_declaration", "linkage_specification"],
} as const;

const grammars: Readonly<Record<string, Grammar>> = {
  typescript,
  typescriptreact: { ...typescript, file: "tsx" },
  javascript,
  javascriptreact: javascript,
  python: {
    file: "python",
    definitions: ["function_definition", "class_definition"],
    variables: ["assignment"],
    containers: ["class_definition"],
    wrappers: ["decorated_definition", "expression_statement"],
  },
  go: {
    file: "go",
    definitions: ["function_declaration", "method_declaration", "type_spec", "type_alias"],
    variables: ["const_spec", "var_spec"],
    wrappers: ["type_declaration", "const_declaration", "var_declaration"],
  },
  rust: {
    file: "rust",
    definitions: [
      ...["function_item", "function_signature_item", "struct_item", "enum_item", "union_item", "trait_item"],
      ...["impl_item", "mod_item", "macro_definition", "type_item", "const_item", "static_item"],
    ],
    containers: ["trait_item", "impl_item", "mod_item"],
  },
  java: {
    file: "java",
    definitions: [
      ...["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"],
      ...["annotation_type_declaration", "method_declaration", "constructor_declaration"],
    ],
    variables: ["field_declaration"],
    containers: ["class_declaration", "interface_declaration", "enum_declaration", "record_declaration"],
  },
  kotlin: {
    file: "kotlin",
    definitions: [
      ...["class_declaration", "object_declaration", "companion_object", "function_declaration"],
      ...["secondary_constructor", "type_alias"],
    ],
    variables: ["property_declaration"],
    containers: ["class_declaration", "object_declaration", "companion_object"],
  },
  c: {
    file: "c",
    definitions: ["function_definition", "preproc_function_def", ...cFamily.withBody.slice(0, 3)],
    ...cFamily,
  },
  cpp: {
    file: "cpp",
    definitions: [
      ...["function_definition", "preproc_function_def", ...cFamily.withBody],
      ...["namespace_definition", "alias_declaration", "concept_definition"],
    ],
    containers: ["class_specifier", "struct_specifier", "namespace_definition"],
    ...cFamily,
  },
  csharp: {
    file: "c_sharp",
    definitions: [
      ...["class_declaration", "interface_declaration", "struct_declaration", "record_declaration"],
      ...["enum_declaration", "method_declaration", "constructor_declaration", "property_declaration"],
      ...["delegate_declaration", "namespace_declaration", "local_function_statement"],
    ],
    variables: ["field_declaration", "event_field_declaration"],
    containers: ["class_declaration", "interface_declaration", "struct_declaration", "namespace_declaration"],
  },
  ruby: {
    file: "ruby",
    definitions: ["method", "singleton_method", "class", "module", "singleton_class"],
    variables: ["assignment"],
    containers: ["class", "module", "singleton_class"],
  },
  php: {
    file: "php",
    definitions: [
      ...["function_definition", "class_declaration", "interface_declaration", "trait_declaration"],
      ...["enum_declaration", "method_declaration"],
    ],
    variables: ["const_declaration", "property_declaration"],
    containers: ["class_declaration", "interface_declaration", "trait_declaration", "enum_declaration"],
  },
  swift: {
    file: "swift",
    definitions: [
      ...["class_declaration", "protocol_declaration", "function_declaration", "init_declaration"],
      ...[
        "deinit_declaration",
        "subscript_declaration",
        "typealias_declaration",
        "protocol_function_declaration",
      ],
    ],
    variables: ["property_declaration"],
    containers: ["class_declaration", "protocol_declaration"],
  },
  scala: {
    file: "scala",
    definitions: [
      ...["class_definition", "object_definition", "trait_definition", "enum_definition"],
      ...["function_definition", "function_declaration", "type_definition", "given_definition"],
    ],
    variables: ["val_definition", "var_definition"],
    containers: ["class_definition", "object_definition", "trait_definition", "enum_definition"],
  },
  lua: {
    file: "lua",
    definitions: ["function_declaration"],
    variables: ["variable_declaration", "assignment_statement"],
  },
  shellscript: { file: "bash", definitions: ["function_definition"], variables: ["variable_assignment"] },
  elixir: {
    file: "elixir",
    definitions: ["call"],
    definingCalls: new Set([
      ...["defmodule", "defprotocol", "defimpl", "def", "defp", "defmacro", "defmacrop", "defguard"],
      ...["defguardp", "defdelegate", "defstruct", "defexception", "test", "describe"],
    ]),
  },
  haskell: {
    file: "haskell",
    definitions: [
      ...["function", "bind", "signature", "data_type", "newtype", "class", "instance", "type_synomym"],
      "type_family",
    ],
    containers: ["class", "instance"],
  },
  zig: {
    file: "zig",
    definitions: ["function_declaration", "test_declaration"],
    variables: ["variable_declaration"],
  },
  dart: {
    file: "dart",
    definitions: [
      ...["class_definition", "mixin_declaration", "extension_declaration", "enum_declaration"],
      ...["function_signature", "constructor_signature", "factory_constructor_signature", "type_alias"],
    ],
    containers: ["class_definition", "mixin_declaration", "extension_declaration"],
    wrappers: ["method_signature", "class_member_definition"],
    tails: ["function_body"],
  },
  html: {
    file: "html",
    definitions: ["element", "script_element", "style_element"],
    isNameless: true,
  },
  css: {
    file: "css",
    definitions: ["rule_set", "media_statement", "keyframes_statement", "supports_statement"],
    containers: ["media_statement", "supports_statement"],
  },
  scss: {
    file: "scss",
    definitions: [
      "rule_set",
      "media_statement",
      "keyframes_statement",
      "mixin_statement",
      "function_statement",
    ],
    containers: ["media_statement"],
  },
};

export function grammarOf(language: string): Grammar | undefined {
  return Object.hasOwn(grammars, language) ? grammars[language] : undefined;
}
