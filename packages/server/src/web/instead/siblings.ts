import type { Sibling } from "../../index/store/siblings.ts";

/** No index of another folder can be looked into from here. */
export function openSiblings(): readonly Sibling[] {
  return [];
}
