import type {
  Agency,
  Agreement,
  Authorisation,
  Consent,
  DecodedMessage,
} from "@safepassage/schema";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import { describe, expect, it } from "vitest";
import {
  createConditions,
  type HeaderField,
  minimise,
  type Permission,
  type PolicyInput,
  permissions,
  quasiIdentifierBits,
} from "../src/index.ts";

describe("S01, a referral between victim services", () => {
  it.each([1, 3, 4])("allows every leaf of message %i", (n) => {
    expect(refusals(permissions(message("S01", n)))).toEqual([]);
  });

  it("withholds name and form of exploitation from message 2, and says why", () => {
    const judged = permissions(message("S01", 2));
    expect(refusals(judged)).toEqual([
      ["identity.names", "withheld", "consent", ["CONSENT"]],
      ["event.exploitation", "withheld", "consent", ["CONSENT", "STRICT"]],
    ]);
    const reason = judged.find(({ field }) => field === "identity.names")?.reason;
    expect(reason?.sentence).toContain("the person has validly consented");
    expect(reason?.citation).toContain("GDPR 4(11), 7");
    expect(reason?.citationStatus).toBe("V");
  });

  it("minimises message 2 to the referral without them, and without the groups they stood in", () => {
    const input = message("S01", 2);
    const { draft, account, droppedGroups } = minimise(input);
    expect(droppedGroups).toHaveLength(2);
    const kinds = Object.values(draft.body).map(({ kind }) => kind);
    expect(kinds).toEqual(["subject", "need"]);
    expect(account).toHaveLength(permissions(input).length);
    expect(draft.private["private.necessity"]).toEqual([]);
  });

  it("withholds everything personal once consent, the only basis, is withdrawn", () => {
    const input = message("S01", 1);
    const consents = input.consents.map((consent) => ({
      ...consent,
      withdrawnAt: "2026-11-23T00:00:00Z",
    }));
    const outcomes = permissions({ ...input, consents });
    expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(["withheld"]));
    expect(new Set(outcomes.map(({ reason }) => reason?.code))).toEqual(new Set(["consent"]));
  });
});

describe("S02, a notification without consent", () => {
  it("allows every leaf of message 1, whose sum of bits is within the bound", () => {
    const input = message("S02", 1);
    expect(refusals(permissions(input))).toEqual([]);
    expect(bitsOf(input)).toBeLessThanOrEqual(20);
  });

  it("withholds the name from message 2", () => {
    expect(refusals(permissions(message("S02", 2)))).toEqual([
      ["identity.names", "withheld", "consent", ["CONSENT"]],
    ]);
  });

  it("withholds optional fields of message 3, heaviest first, until the rest is within the bound", () => {
    const input = message("S02", 3);
    expect(bitsOf(input)).toBeGreaterThan(20);
    const judged = refusals(permissions(input));
    expect(new Set(judged.map(([, , code]) => code))).toEqual(new Set(["combination"]));
    const { draft } = minimise(input);
    expect(bitsOf({ ...input, message: draft })).toBeLessThanOrEqual(20);
    expect(Object.values(draft.body).flatMap(({ leaves }) => leaves.map(({ f }) => f))).toContain(
      "event.indicators",
    );
  });

  it("counts a group that is linked to nobody", () => {
    const input = message("S02", 3);
    const unlinked = Object.fromEntries(
      Object.entries(input.message.body).map(([gid, group]) => [
        gid,
        group.kind === "event" ? { ...group, links: [] } : group,
      ]),
    );
    const moved = { ...input, message: { ...input.message, body: unlinked } };
    expect(bitsOf(moved)).toBeGreaterThanOrEqual(bitsOf(input));
  });
});

describe("S03, an alert on a missing child", () => {
  it("allows every leaf of message 1", () => {
    expect(refusals(permissions(message("S03", 1)))).toEqual([]);
  });

  it("withholds from message 2 what the closed list of the law does not hold", () => {
    expect(refusals(permissions(message("S03", 2)))).toEqual([
      ["subject.languages", "withheld", "shape", ["NOT_SIS", "NAMED"]],
      ["event.exploitation", "withheld", "purpose", []],
    ]);
  });
});

describe("S04, a request of police to police and its answer", () => {
  it.each([1, 2])("allows every leaf of message %i", (n) => {
    expect(refusals(permissions(message("S04", n)))).toEqual([]);
  });

  it("withholds from message 3 what investigations never need of a victim", () => {
    const fields = refusals(permissions(message("S04", 3))).map(([field]) => field);
    expect(fields).toEqual(["need.health", "contact.safeChannel"]);
  });

  it("withholds the name of a possible victim from message 4", () => {
    const [refused, ...others] = refusals(permissions(message("S04", 4)));
    expect(others).toEqual([]);
    expect(refused?.slice(0, 3)).toEqual(["identity.names", "withheld", "suspect"]);
  });
});

describe("conditions", () => {
  it("hold for a leaf that they are asked about, and for nothing that is not there", () => {
    const input = message("S01", 1);
    const [subject = ""] = Object.keys(input.message.body);
    const holds = (name: string, asked: PolicyInput, gid: string, leaf: number | HeaderField) =>
      createConditions(asked)({ cond: name }, gid, leaf);
    expect(holds("CONSENT", input, subject, 0)).toBe(true);
    expect(holds("CONSENT", input, subject, "subject.ageClass")).toBe(true);
    expect(holds("CONSENT", input, subject, 99)).toBe(false);
    expect(holds("CONSENT", input, "constructor", 0)).toBe(false);
    expect(holds("toString", input, subject, 0)).toBe(false);
    expect(holds("CONSENT", { ...input, consents: [] }, subject, 0)).toBe(false);
  });
});

type Refusal = readonly [string, string, string | undefined, readonly string[] | undefined];

function refusals(judged: readonly Permission[]): Refusal[] {
  return judged
    .filter(({ outcome }) => outcome !== "allowed")
    .map(({ field, outcome, reason }) => [field, outcome, reason?.code, reason?.conditions]);
}

/** Bits about the first person of a message. */
function bitsOf({ message }: PolicyInput): number {
  const subject = Object.keys(message.body).find((gid) => message.body[gid]?.kind === "subject");
  return quasiIdentifierBits(message, subject ?? "");
}

function message(scenario: string, n: number): PolicyInput {
  const found = FILE.scenarios
    .find(({ id }) => id === scenario)
    ?.messages.find((candidate) => candidate.n === n);
  if (found === undefined) throw new RangeError(`no message ${scenario}.${n}`);
  const { agreement, registry, consents, authorisations, now } = found.context;
  const [sender, recipient] = [FILE.parties[registry.sender], FILE.parties[registry.recipient]];
  const agreed = FILE.agreements[agreement];
  if (sender === undefined || recipient === undefined || agreed === undefined) {
    throw new RangeError(`context of ${scenario}.${n}`);
  }
  return {
    message: found.message,
    agreement: agreed,
    consents,
    authorisations,
    registry: { sender, recipient, states: {}, shelters: [], named: {} },
    now,
  };
}

const FILE = scenarios as unknown as {
  readonly parties: Readonly<Record<string, Agency>>;
  readonly agreements: Readonly<Record<string, Agreement>>;
  readonly scenarios: readonly {
    readonly id: string;
    readonly messages: readonly {
      readonly n: number;
      readonly message: DecodedMessage;
      readonly context: {
        readonly now: string;
        readonly agreement: string;
        readonly registry: { readonly sender: string; readonly recipient: string };
        readonly consents: readonly Consent[];
        readonly authorisations: readonly Authorisation[];
      };
    }[];
  }[];
};
