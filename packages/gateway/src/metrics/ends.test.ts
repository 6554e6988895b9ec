import { AgencyError } from "@safepassage/agency";
import { createFixedClock } from "@safepassage/core";
import { TrustError } from "@safepassage/trust";
import { describe, expect, it } from "vitest";
import { readEnds } from "./ends.ts";

const now = "2026-11-24T09:02:00Z";

const PARTIES = ["https://ngo-b.test", "https://ngo-c.test"];

/** What an agency knows whose agreements have these last days, and whose key this one. */
function contextOf(
  versions: readonly (readonly [id: string, from: string, until: string])[],
  key: string,
  registered: readonly string[] = PARTIES,
) {
  const agreements = versions.map(([id, from, until]) => ({ id, from, until, parties: PARTIES }));
  const inForce = (day: string) =>
    agreements.filter(({ from, until }) => from <= day && day <= until);
  const verifierFor = (_: string, __: string, at: Date) => {
    if (at >= new Date(key)) throw new TrustError("TRUST_KEY_NOT_IN_FORCE", "over");
  };
  const findAgencyAt = (entity: string) => (registered.includes(entity) ? {} : undefined);
  return {
    ...{ self: "https://ngo-b.test", signer: { kid: "kid" }, clock: createFixedClock(now) },
    ...{ agreements: () => ({ inForce }), registryHeld: () => ({ verifierFor, findAgencyAt }) },
  } as unknown as Parameters<typeof readEnds>[0];
}

describe("readEnds", () => {
  it("counts to the last day of the last version that follows without a gap, and two weeks beyond", () => {
    const context = contextOf(
      [
        ["A", "2026-01-01", "2026-11-30"],
        ["A", "2026-12-01", "2026-12-31"],
        ["A", "2027-02-01", "2027-12-31"],
        ["B", "2026-01-01", "2026-11-24"],
        ["C", "2026-01-01", "2030-12-31"],
        ["D", "2026-01-01", "2026-11-23"],
        ["E", "2026-01-01", "2026-11-09"],
      ],
      "2026-12-04T09:02:00Z",
    );
    expect(readEnds(context, [])).toEqual([
      { kind: "agreement", name: "A", daysLeft: 37 },
      { kind: "agreement", name: "B", daysLeft: 0 },
      { kind: "agreement", name: "D", daysLeft: -1 },
      { kind: "key", name: "kid", daysLeft: 9 },
    ]);
  });

  it("says that a key is over, and shows a certificate that has ended", () => {
    const context = contextOf([], "2026-11-01T00:00:00Z");
    const certificate = { name: "proxy.pem", endsAt: () => new Date("2026-11-20T09:02:00Z") };
    expect(readEnds(context, [certificate])).toEqual([
      { kind: "certificate", name: "proxy.pem", daysLeft: -4 },
      { kind: "key", name: "kid", daysLeft: -1 },
    ]);
  });

  it("goes on to the end of the next key that follows, and does not count a key that was stolen", () => {
    const until: Readonly<Record<string, string>> = {
      kid: "2026-12-04T09:02:00Z",
      next: "2027-02-01T00:00:00Z",
    };
    const verifierFor = (_: string, kid: string, at: Date) => {
      if (at < new Date(until[kid] ?? 0)) return;
      throw new TrustError("TRUST_KEY_NOT_IN_FORCE", "over");
    };
    const context = { ...contextOf([], now), registryHeld: () => ({ verifierFor }) } as unknown;
    const withNext = (next?: string) =>
      readEnds({ ...(context as object), signer: { kid: "kid", next } } as never, []);
    expect(withNext()).toEqual([{ kind: "key", name: "kid", daysLeft: 9 }]);
    expect(withNext("other")).toEqual([{ kind: "key", name: "kid", daysLeft: 9 }]);
    expect(withNext("next")).toEqual([{ kind: "key", name: "kid", daysLeft: 68 }]);
    const stolen = () => {
      throw new TrustError("TRUST_KEY_COMPROMISED", "stolen");
    };
    const registryHeld = () => ({ verifierFor: stolen });
    expect(readEnds({ ...contextOf([], now), registryHeld } as never, [])).toEqual([]);
  });

  it("leaves out an agreement whose other party has left: nobody renews it", () => {
    const versions = [["A", "2026-01-01", "2026-11-30"]] as const;
    const names = (registered: readonly string[]) =>
      readEnds(contextOf(versions, "2030-01-01T00:00:00Z", registered), []).map(({ name }) => name);
    expect(names(PARTIES)).toEqual(["A"]);
    expect(names(PARTIES.slice(0, 1))).toEqual([]);
  });

  it("knows certificates only, without a registry", () => {
    const registryHeld = () => {
      throw new AgencyError("GATEWAY_REGISTRY_MISSING", "none");
    };
    const context = { ...contextOf([], now), registryHeld };
    expect(readEnds(context, [])).toEqual([]);
  });
});
