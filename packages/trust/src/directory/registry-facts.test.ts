import { describe, expect, it } from "vitest";
import { code, day, file, NGO, POLICE, SHELTER } from "../../test/listed-agencies.ts";
import { registryFacts } from "./registry-facts.ts";
import { parseRegistry } from "./registry-node.ts";

describe("registryFacts", () => {
  const registry = parseRegistry(file);
  const message = (iat: unknown, holderRef: string) => ({
    clear: {
      "env.createdAt": iat,
      "env.sender.agencyId": NGO,
      "env.recipient.agencyId": POLICE,
    },
    body: { g: { meta: { holderRef }, leaves: [] } },
  });
  const namedAt = (iat: unknown, entity: string) =>
    Object.keys(
      registryFacts(registry, message(iat, entity), { otherwise: day("2026-11-24") }).named,
    ).sort();

  it("tells of the parties and of agencies named, as they were at its iat", () => {
    expect(namedAt("2026-01-15T00:00:00Z", POLICE)).toEqual([NGO, POLICE]);
    expect(registryFacts(registry, message("2026-04-01T00:00:00Z", NGO)).sender.country).toBe("XD");
  });

  it("tells of nobody else, and of no place of refuge", () => {
    expect(namedAt("2026-01-15T00:00:00Z", "https://nobody.test")).toEqual([NGO, POLICE]);
    expect(namedAt("2026-01-15T00:00:00Z", SHELTER)).toEqual([NGO, POLICE]);
    expect(namedAt("2026-01-15T00:00:00Z", "constructor")).toEqual([NGO, POLICE]);
  });

  it("takes another time where that of the message cannot be read", () => {
    expect(namedAt("yesterday", POLICE)).toEqual([NGO, POLICE]);
  });

  it("refuses a party that was not registered then", () => {
    expect(() => registryFacts(registry, message("2026-02-15T00:00:00Z", POLICE))).toThrow(
      code("TRUST_AGENCY_UNKNOWN"),
    );
  });
});
