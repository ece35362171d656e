import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Courtesy } from "./courtesy.ts";

describe("the courtesy of background work", () => {
  let powerSupplies: string;
  beforeEach(() => {
    powerSupplies = mkdtempSync(join(tmpdir(), "isovec-power-"));
  });
  afterEach(() => rmSync(powerSupplies, { recursive: true }));

  const supply = (name: string, type: string, status?: string) => {
    mkdirSync(join(powerSupplies, name), { recursive: true });
    writeFileSync(join(powerSupplies, name, "type"), `${type}\n`);
    if (status !== undefined) writeFileSync(join(powerSupplies, name, "status"), `${status}\n`);
  };
  const courtesy = (load = 0) => new Courtesy({ powerSupplies, load: () => load, cores: 2 });

  it("is none on mains, on an idle machine, and where the system does not tell", () => {
    supply("AC", "Mains");
    supply("BAT0", "Battery", "Charging");
    expect(courtesy(2).restMs(800)).toBe(0);
    expect(new Courtesy({ powerSupplies: join(powerSupplies, "none"), load: () => 0 }).restMs(800)).toBe(0);
  });

  it("is to rest as long as was worked, on battery or beside others, and never for long", () => {
    expect(courtesy(4.5).restMs(800)).toBe(800);
    expect(courtesy(4.5).restMs(60_000)).toBe(2_500);
    supply("BAT1", "Battery", "Discharging");
    expect(courtesy().restMs(800)).toBe(800);
  });

  it("sees a plug that is pulled and put back within some seconds", () => {
    supply("BAT0", "Battery", "Full");
    const one = courtesy();
    expect(one.restMs(100, 0)).toBe(0);
    supply("BAT0", "Battery", "Discharging");
    expect(one.restMs(100, 10_000)).toBe(0);
    expect(one.restMs(100, 20_000)).toBe(100);
    supply("BAT0", "Battery", "Charging");
    expect(one.restMs(100, 40_000)).toBe(0);
  });
});
