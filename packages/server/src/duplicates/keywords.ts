/** Words of the languages themselves, in all of them together: they shape code, other names do not. */
export const keywords: ReadonlySet<string> = new Set(
  `abstract and as assert async await base begin break case catch class const continue data def default defer defmodule
   del delete do elif else elseif elsif end endif ensure enum except export extends extern false final finally fn for
   foreach from func function global goto guard if impl implements import in inline instanceof interface internal is
   isinstance lambda let local loop match mod module mut namespace new nil none not null of or override package pass
   private protected protocol public raise readonly record rescue return satisfies sealed select self static struct
   super switch synchronized template then this throw throws trait true try type typeof undefined union unless unsafe
   until use using val var virtual void volatile when where while with yield`.split(/\s+/),
);
