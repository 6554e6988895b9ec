import { SchemaError } from "@safepassage/schema";
import { expect, it } from "vitest";
import { parseAgencyConfig } from "./config.ts";

const CONFIG = { entity: "https://ngo-b.test", registry: "http://127.0.0.1:8400/registry" };
const GATEWAY = { listen: { port: 8401 }, local: { port: 8402 } };

function faultsOf(config: unknown): readonly (readonly [string, string | undefined])[] {
  try {
    parseAgencyConfig(config);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    expect(error.code).toBe("SCHEMA_INVALID");
    return error.issues.map(({ pointer, fix }) => [pointer, fix]);
  }
  return [];
}

it("takes a configuration without a gateway, and with all that a gateway may have", () => {
  expect(parseAgencyConfig(CONFIG)).toEqual(CONFIG);
  const full = {
    ...CONFIG,
    registryMaxAgeDays: 7,
    backupDays: 30,
    store: {
      ...{ engine: "postgres", host: "/run/postgresql", port: 5433, database: "sp", user: "gw" },
      ...{ passwordFile: "keys/db.password", authorities: "server-ca.pem" },
    },
    gateway: {
      listen: {
        ...{ host: "0.0.0.0", port: 443 },
        tls: { certificate: "tls/cert.pem", key: "tls/key.pem", clientAuthorities: "tls/ca.pem" },
      },
      local: { port: 8402 },
      client: { certificate: "tls/client.pem", key: "tls/client.key" },
      drainSeconds: 0,
      limits: { connections: 64, heldOctets: 2_097_152, bodySeconds: 10 },
    },
  };
  expect(parseAgencyConfig(full)).toEqual(full);
  const chosen = { listen: { port: 0 }, local: { port: 0 } };
  expect(faultsOf({ ...CONFIG, gateway: chosen, store: { engine: "sqlite" } })).toEqual([]);
});

it("tells every fault at once: a port in words, one missing, a stranger, an engine nobody knows", () => {
  const faults = faultsOf({
    ...CONFIG,
    entity: "ngo-b",
    store: { engine: "mysql" },
    gateway: { listen: { port: "eighty", tls: {} }, local: {}, drainSecond: 1 },
  });
  expect(faults.map(([pointer]) => pointer)).toEqual([
    "/entity",
    "/store/engine",
    "/gateway/listen/port",
    "/gateway/listen/tls/certificate",
    "/gateway/listen/tls/key",
    "/gateway/local/port",
    "/gateway",
  ]);
  expect(faults[1]?.[1]).toContain("One of: sqlite, postgres.");
  expect(faults[2]?.[1]).toContain("A whole number from 0 to 65535.");
  expect(faults[6]?.[1]).toContain("Do you mean drainSeconds?");
});

it("says which members the engine has that is chosen", () => {
  const at = { host: "h", database: "b", user: "b", pasword: "x" };
  const saidOf = (store: object) => faultsOf({ ...CONFIG, store })[0]?.[1];
  expect(saidOf({ engine: "sqlite", path: "x" })).toContain("Only these may stand here: engine.");
  expect(saidOf({ engine: "postgres", ...at })).toContain("passwordFile, authorities.");
});

it("names the members that it does not know, as they can be shown", () => {
  const saidOf = (gateway: object): readonly string[] => {
    try {
      parseAgencyConfig({ ...CONFIG, gateway: { ...GATEWAY, ...gateway } });
    } catch (error) {
      if (error instanceof SchemaError) return error.issues.map(({ sentence }) => sentence);
    }
    return [];
  };
  expect(saidOf({ drainSecond: 1 })).toEqual(["The member drainSecond is not known."]);
  expect(saidOf({ drainSecond: 1, "al\u202earms": {} })).toEqual([
    "These members are not known: drainSecond, al\\u202earms.",
  ]);
  const many = Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${at}`.repeat(99), 1]));
  const [sentence = ""] = saidOf(many);
  expect(sentence).toMatch(/^These members are not known: (\d{64}, ){7}\d{64} and more\.$/);
});

it("refuses a port of the metrics that is another port's", () => {
  for (const metrics of [{ port: 8401 }, { port: 8402 }]) {
    expect(faultsOf({ ...CONFIG, gateway: { ...GATEWAY, metrics } })).toEqual([
      ["/gateway/metrics/port", "Choose a port that nothing else of the gateway has."],
    ]);
  }
  const free = { listen: { port: 0 }, local: { port: 0 }, metrics: { port: 0 } };
  expect(faultsOf({ ...CONFIG, gateway: free })).toEqual([]);
});

it("refuses one port for both", () => {
  expect(faultsOf({ ...CONFIG, gateway: { ...GATEWAY, local: { port: 8401 } } })).toEqual([
    ["/gateway/local/port", "Choose another port than that for other agencies."],
  ]);
});
