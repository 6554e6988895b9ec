import { SchemaError } from "@safepassage/schema";
import { expect, it } from "vitest";
import { parseGatewayConfig } from "./config.ts";

const CONFIG = {
  entity: "https://ngo-b.test",
  registry: "http://127.0.0.1:8400/registry",
  port: 8401,
  localPort: 8402,
};

function faultsOf(config: unknown): readonly (readonly [string, string | undefined])[] {
  try {
    parseGatewayConfig(config);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    expect(error.code).toBe("SCHEMA_INVALID");
    return error.issues.map(({ pointer, fix }) => [pointer, fix]);
  }
  return [];
}

it("takes a configuration, and lets the system choose both ports", () => {
  expect(parseGatewayConfig(CONFIG)).toEqual(CONFIG);
  expect(faultsOf({ ...CONFIG, port: 0, localPort: 0 })).toEqual([]);
});

it("tells every fault at once: a port in words or missing, an address without a scheme", () => {
  const { localPort: _, ...rest } = CONFIG;
  const registry = "registry.test/registry";
  const faults = faultsOf({ ...rest, port: "eighty", registry, localport: 1 });
  expect(faults.map(([pointer]) => pointer)).toEqual(["/registry", "/port", "/localPort", ""]);
  expect(faults[1]?.[1]).toContain("A whole number from 0 to 65535.");
  expect(faults[3]?.[1]).toContain("Do you mean localPort?");
});

it("refuses one port for both, and an address that is none", () => {
  expect(faultsOf({ ...CONFIG, localPort: CONFIG.port })).toEqual([
    ["/localPort", "Choose another port than that for others."],
  ]);
  expect(faultsOf({ ...CONFIG, registry: "http://" })).toHaveLength(1);
});
