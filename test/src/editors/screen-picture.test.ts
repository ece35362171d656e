import { describe, expect, it } from "vitest";
import { screenPicture } from "./screen-picture.ts";

describe("a picture of a screen", () => {
  it("puts coloured text where it stands, and a reversed one on a ground", () => {
    const picture = screenPicture(
      "ab\x1b[1;31mc<\x1b[0m\n\x1b[7mrow\x1b[27m \x1b[38;5;231mx\n",
      4,
      "A <screen>",
    );
    expect(picture).toContain("<title>A &lt;screen></title>");
    expect(picture).toContain('<text x="10" y="23" textLength="16.8">ab</text>');
    expect(picture).toContain('x="26.8" y="23" textLength="16.8" fill="#e06c5c" font-weight="bold">c&lt;');
    expect(picture).toContain('<rect x="10" y="28" width="25.2" height="18" fill="#d5d0c0"/>');
    expect(picture).toContain('fill="#ffffff">x</text>');
  });

  it("keeps a colour over the end of a row, as the terminal does", () => {
    expect(screenPicture("\x1b[32ma\nb\n", 1, "b")).toContain('y="41" textLength="8.4" fill="#98b060">b');
  });
});
