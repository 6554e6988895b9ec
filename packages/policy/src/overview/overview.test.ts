import type { Agency, Agreement } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { inputOf } from "../../test/case.ts";
import { basesOfTypes, type PurposeOverview, whatMayBeSent } from "./overview.ts";

const { registry, agreement } = inputOf({ body: {} });
const DAY = "2026-11-24";

interface Asked {
  readonly purpose?: string;
  readonly sender?: Partial<Agency>;
  readonly recipient?: Partial<Agency>;
  readonly agreement?: Partial<Agreement>;
}

function ask({ purpose = "VICTIM_IDENTIFICATION", ...given }: Asked): PurposeOverview | undefined {
  const input = {
    sender: { ...registry.sender, ...given.sender },
    recipient: { ...registry.recipient, ...given.recipient },
    agreement: { ...agreement, purposes: [purpose], ...given.agreement },
    day: DAY,
  };
  return whatMayBeSent(input, [purpose])[0];
}

const fieldOf = (field: string, asked: Asked = {}) =>
  ask(asked)?.fields.find((one) => one.field === field);
const wayOf = (field: string, type: string, asked: Asked = {}) =>
  fieldOf(field, asked)?.ways.find(({ messageTypes }) => messageTypes.includes(type));
const row = (field: string, more: object = {}, purpose = "VICTIM_IDENTIFICATION") => ({
  ...{ purpose, field, explicit: true, strict: true },
  ...more,
});

describe("an overview", () => {
  it("is of the purposes of the agreement that the catalogue has", () => {
    const purposes = ["STATISTICS", "NO_SUCH", "RISK_ALERT"];
    const input = { ...registry, agreement: { ...agreement, purposes }, day: DAY };
    const ids = (all: readonly PurposeOverview[]) => all.map(({ purpose }) => purpose);
    expect(ids(whatMayBeSent(input))).toEqual(["STATISTICS", "RISK_ALERT"]);
    expect(ids(whatMayBeSent(input, ["RISK_ALERT", "SAFE_RETURN"]))).toEqual(["RISK_ALERT"]);
  });

  it("says whether the sender may open an exchange, and why not", () => {
    expect(ask({})?.opensWith).toEqual(["referral", "request"]);
    expect(ask({})).not.toHaveProperty("obstacles");
    const toCourt = ask({ recipient: { type: "court" } });
    expect(toCourt).toMatchObject({ opensWith: [], obstacles: ["recipient"], fields: [] });
    const other = { sender: { type: "frontex" }, recipient: { type: "prosecutor" } } as const;
    const narrowed = ask({ ...other, purpose: "CRIMINAL_INVESTIGATION" });
    expect(narrowed?.obstacles).toContain("pair");
  });

  it("has what goes on in an exchange for the side that the sender may be on", () => {
    const asked = { sender: { type: "court" }, recipient: { type: "prosecutor" } } as const;
    const opener = ask({ purpose: "JUDICIAL_EVIDENCE", ...asked });
    expect(opener?.continuesWith).toContain("response");
    const toProvider = { sender: { type: "prosecutor" }, recipient: { type: "serviceProvider" } };
    const one = ask({ purpose: "JUDICIAL_EVIDENCE", ...(toProvider as Asked) });
    expect(one?.continuesWith).toContain("update");
    expect(one?.continuesWith).not.toContain("feedback");
    const back = { sender: { type: "serviceProvider" }, recipient: { type: "prosecutor" } };
    const other = ask({ purpose: "JUDICIAL_EVIDENCE", ...(back as Asked) });
    expect(other?.opensWith).toEqual([]);
    expect(other?.continuesWith).toContain("feedback");
    expect(other?.continuesWith).not.toContain("update");
  });

  it("says where a second officer approves", () => {
    expect(ask({})?.secondOfficer).toBe(false);
    const secondOfficer = ["VICTIM_IDENTIFICATION"];
    expect(ask({ agreement: { secondOfficer } })?.secondOfficer).toBe(true);
  });

  it("says of which fields an opening message has at least one, if those can go", () => {
    const purpose = "IMMEDIATE_DANGER";
    const recipient = { type: "police" } as const;
    const warning = ask({ purpose, recipient });
    expect(warning?.opensWith).toEqual(["alert"]);
    expect(warning?.requiredOneOf).toContain("location.precise");
    const known = new Set(warning?.fields.map(({ field }) => field));
    expect(warning?.requiredOneOf?.filter((field) => !known.has(field))).toEqual([]);
    const closed = ask({ purpose, recipient, sender: { type: "legalAid" } });
    expect(closed?.opensWith).toEqual([]);
    expect(closed).not.toHaveProperty("requiredOneOf");
    expect(ask({})).not.toHaveProperty("requiredOneOf");
  });

  it("has the legal bases that count for the sender", () => {
    const bases = (asked: Asked) => ask(asked)?.legalBases.map(({ basis }) => basis) ?? [];
    expect(bases({})).toContain("LED#8");
    expect(bases({})).toContain("NAT-XB#act-1");
    expect(bases({})).not.toContain("GDPR#6(1)(a)");
    const ngo = bases({ sender: { regime: "GDPR", country: "XC" } });
    expect(ngo).toContain("GDPR#6(1)(a)");
    expect(ngo.filter((basis) => /^(LED|NAT|CETS)/.test(basis))).toEqual([]);
  });

  it("has those of types of message that have some of their own", () => {
    const types = basesOfTypes(registry.sender, DAY);
    const correction = types.find(({ messageType }) => messageType === "correction");
    expect(correction).toMatchObject({ isOfPurpose: false });
    expect(correction?.legalBases).toContainEqual({ basis: "LED#16(5)", role: "duty" });
    expect(correction?.legalBases.map(({ basis }) => basis)).not.toContain("GDPR#16");
    expect(types.map(({ messageType }) => messageType)).not.toContain("response");
  });
});

describe("a field", () => {
  it("is required, allowed or conditional, by the type of message", () => {
    const field = "subject.pseudonym";
    expect(fieldOf(field)).toMatchObject({ kind: "subject", sensitivity: "P1", rungs: [] });
    expect(wayOf(field, "referral")?.need).toBe("required");
    expect(wayOf(field, "response")?.need).toBe("allowed");
    expect(wayOf(field, "recall")).toBeUndefined();
    expect(wayOf("recall.target", "recall")?.need).toBe("required");
    expect(wayOf("need.services", "referral")).toMatchObject({
      need: "conditional",
      when: "CONSENT",
    });
  });

  it("is required where it always is, and not where a value asks for it", () => {
    expect(wayOf("correction.action", "correction")?.need).toBe("required");
    expect(wayOf("correction.value", "correction")?.need).toBe("allowed");
  });

  it("is left out where no row of the agreement grants it to this recipient", () => {
    const rows = [row("event.means"), row("event.act", { recipient: "https://other.test" })];
    const asked = { agreement: { purposeDefault: false, rows } };
    expect(fieldOf("event.means", asked)).toBeDefined();
    expect(fieldOf("event.act", asked)).toBeUndefined();
    expect(fieldOf("subject.sex", asked)).toBeUndefined();
    // What it is about is not there.
    expect(fieldOf("location.kind", asked)).toBeUndefined();
    expect(fieldOf("location.kind")).toBeDefined();
    expect(fieldOf("deadline.at", asked)).toBeDefined();
  });

  it("is left out where its condition wants a row that there is not", () => {
    const field = "event.relationship";
    expect(fieldOf(field)).toBeUndefined();
    const withRow = (more: object) => fieldOf(field, { agreement: { rows: [row(field, more)] } });
    expect(withRow({ strict: false })).toBeUndefined();
    expect(withRow({ explicit: false })).toBeDefined();
  });

  it("is left out where such a recipient is not given it", () => {
    const asked = {
      purpose: "JUDICIAL_EVIDENCE",
      sender: { type: "prosecutor" },
      recipient: { type: "serviceProvider" },
    } as const;
    expect(fieldOf("event.type", asked)).toBeUndefined();
    expect(fieldOf("event.offence", asked)).toBeDefined();
  });

  it("says which values are never carried", () => {
    const asked = {
      purpose: "SAFE_RETURN",
      sender: { type: "immigrationAuthority" },
      recipient: { type: "internationalOrganisation" },
    } as const;
    expect(fieldOf("return.voluntary", asked)?.barredValues).toEqual(["forced"]);
  });

  it("says how many values a message has at most, where that is fewer than the field may have", () => {
    const asked = {
      purpose: "ASSISTANCE_REFERRAL",
      sender: { type: "police" },
      recipient: { type: "victimServiceNGO" },
      agreement: { rows: [row("travel.segment", {}, "ASSISTANCE_REFERRAL")] },
    } as const;
    expect(fieldOf("travel.segment", asked)?.mostValues).toBe(1);
    expect(fieldOf("subject.languages", asked)).not.toHaveProperty("mostValues");
  });
});

describe("a rung", () => {
  const field = "event.period";

  it("is the finest of the purpose, capped by the agreement", () => {
    const rung = (rows: Agreement["rows"]) => fieldOf(field, { agreement: { rows } })?.rungs;
    const cap = (name: string) => row(field, { max: [{ ladder: "time", rung: name }] });
    expect(rung([])).toEqual([{ ladder: "time", rung: "month" }]);
    expect(rung([cap("year")])).toEqual([{ ladder: "time", rung: "year" }]);
    expect(rung([cap("day")])).toEqual([{ ladder: "time", rung: "month" }]);
    expect(rung([cap("year"), row(field)])).toEqual([{ ladder: "time", rung: "month" }]);
  });

  it("says on which condition it is so fine, and what is granted without", () => {
    const asked = {
      purpose: "CRIMINAL_INVESTIGATION",
      recipient: { type: "police" },
    } as const;
    expect(fieldOf(field, asked)?.rungs).toEqual([
      { ladder: "time", rung: "day", when: "SUSPECT", otherwise: "month" },
    ]);
    // The condition of the field is enough.
    const document = fieldOf("identity.nationalNumber", asked);
    expect(document?.ways[0]?.when).toBe("SUSPECT");
  });
});
