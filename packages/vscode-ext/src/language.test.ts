import { afterEach, expect, it } from "vitest";
import { grouped, speak } from "./language.ts";

afterEach(() => speak("en", undefined));

it.each([
  ["en", 999, "999"],
  ["en", 1_000, "1,000"],
  ["zh-cn", 1_234_567, "1,234,567"],
  ["de", 1_234_567, "1.234.567"],
])("in %s groups %i as Intl does", (tag, count, text) => {
  speak(tag, {});
  expect(grouped(count)).toBe(text);
  expect(count.toLocaleString(tag)).toBe(text);
});
