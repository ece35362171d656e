import { describe, it } from "vitest";
import { inWindow } from "./in-window.ts";
import { editorInstalled, unlessInstalled } from "./installed-editor.ts";
import type { Workbench } from "./workbench.ts";

const languages = [
  {
    name: "German",
    language: "de",
    status: /^Isovec: (startet|Dateien werden gelesen|der Index entsteht|bereit)/,
    openView: "Isovec: Suchansicht öffnen",
    field: "Code nach Bedeutung suchen",
    hint: "frühere Fragen",
    showMenu: "Isovec: Menü zeigen",
    row: /Code suchen/,
  },
  {
    name: "Chinese",
    language: "zh-cn",
    status: /^Isovec：(正在启动|正在读取文件|正在建立索引|就绪)/,
    openView: "Isovec: 打开搜索视图",
    field: "按含义搜索代码",
    hint: "以前的问题",
    showMenu: "Isovec: 显示菜单",
    row: /搜索代码/,
  },
];

describe.runIf(editorInstalled).each(languages)(
  `VS Code in $name${unlessInstalled}`,
  ({ name, language, status, openView, field, hint, showMenu, row }) => {
    let workbench: Workbench;
    inWindow(
      "trusted",
      (opened) => {
        workbench = opened;
      },
      { language },
    );

    it("has the extension's commands, state, search view and menu in that language", async () => {
      await workbench.waitForStatus(status);
      await workbench.runCommand(openView);
      await workbench.webview.getByLabel(field).waitFor();
      await workbench.webview.getByText(hint).waitFor();
      await workbench.screenshot(name.toLowerCase());
      await workbench.runCommand(showMenu);
      await workbench.row(row).waitFor();
      await workbench.screenshot(`${name.toLowerCase()}-menu`);
    });
  },
);
