import type { Body, Group } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { type Case, GUARDIAN_LISTED, inputOf } from "./case.ts";
import { denied, holds, of, person, reasons, row } from "./condition-case.ts";

describe("CHILD", () => {
  const age = reasons(["kim/subject.ageClass", "PROVE_AGE"]);
  const kim = person({ ageClass: "child" });
  const GUARDIAN = "https://child-protection-b.test";
  const guardian = { f: "subject.guardianRef", v: GUARDIAN };
  const guarded = person({ ageClass: "child", leaves: [guardian] });
  const listed = (type: string, entity = GUARDIAN): Partial<Case> => {
    const { sender } = inputOf({ body: {} }).registry;
    return { registry: { named: { [entity]: { ...sender, entity, type } } } };
  };
  const assessed = (method: string) => ({
    f: "subject.ageAssessment",
    v: { method, marginYears: 1 },
  });
  const presumed = (...leaves: Group["leaves"]) =>
    person({ ageClass: "presumedChild", leaves: [guardian, ...leaves] });
  const support = of("assessment", ["kim"], "assessment.childProtection");
  const assessment: Group = {
    ...support,
    leaves: [...support.leaves, { f: "assessment.childProtectionBy", v: GUARDIAN }],
  };
  const child = (body: Body, more: Partial<Case> = {}) =>
    holds("CHILD", { body, private: age, ...more }, "kim", "subject.ageClass");

  it.each<[string, Body, Partial<Case>]>([
    ["her guardian", { kim: guarded }, listed("childProtection")],
    ["a court as her guardian", { kim: guarded }, listed("court")],
    [
      "a child-protection sender",
      { kim },
      { clear: { "env.sender.agencyType": "childProtection" } },
    ],
    [
      "a child-protection recipient",
      { kim },
      { clear: { "env.recipient.agencyType": "childProtection" } },
    ],
    ["a sender of guardianship", { kim }, { clear: { "env.sender.agencyType": "guardianBody" } }],
    [
      "a recipient of guardianship",
      { kim },
      { clear: { "env.recipient.agencyType": "guardianBody" } },
    ],
    ["the support of child protection", { kim, assessment }, listed("childProtection")],
    ["the support of an authority of guardianship", { kim, assessment }, listed("guardianBody")],
    [
      "support that she names",
      { kim: { ...kim, links: ["assessment"] }, assessment: { ...assessment, links: [] } },
      listed("childProtection"),
    ],
    [
      "her guardian, if presumed one and assessed",
      { kim: presumed(assessed("interdisciplinary")) },
      listed("childProtection"),
    ],
    [
      "her guardian, if presumed one on her own word",
      { kim: presumed(assessed("selfDeclaration")) },
      listed("childProtection"),
    ],
    ...["ESTABLISH_IDENTITY", "LOCATE_MISSING_PERSON", "PREVENT_IMMINENT_HARM"].map(
      (reason): [string, Body, Partial<Case>] => [
        `her guardian, for the reason ${reason}`,
        { kim: guarded },
        { ...listed("childProtection"), private: reasons(["kim/subject.ageClass", reason]) },
      ],
    ),
  ])("is a child with %s", (_, body, more) => {
    expect(child(body, more)).toBe(true);
  });

  it.each<[string, Body, Partial<Case>]>([
    ["alone", { kim }, {}],
    ["with a guardian whom the registry does not list", { kim: guarded }, {}],
    ["with a guardian of police", { kim: guarded }, listed("police")],
    ["with another body as listed", { kim: guarded }, listed("childProtection", "https://x.test")],
    ["beside a body that guards nobody here", { kim }, listed("childProtection")],
    [
      "with a guardian by the name of an object's own member",
      { kim: person({ ageClass: "child", leaves: [{ ...guardian, v: "constructor" }] }) },
      listed("childProtection"),
    ],
    ["who is an adult", { kim: { ...guarded, ageClass: "adult" } }, listed("childProtection")],
    ["of unproven age", { kim: guarded }, { ...listed("childProtection"), private: reasons() }],
    [
      "with proof for another",
      { kim: guarded },
      { ...listed("childProtection"), private: reasons(["bea/x", "PROVE_AGE"]) },
    ],
    [
      "with another reason",
      { kim: guarded },
      { ...listed("childProtection"), private: reasons(["kim/x", "ASSESS_DANGER"]) },
    ],
    [
      "whom child protection does not support",
      {
        kim,
        assessment: {
          ...assessment,
          leaves: assessment.leaves.map((leaf) => (leaf.v === true ? { ...leaf, v: false } : leaf)),
        },
      },
      listed("childProtection"),
    ],
    [
      "with the support of another kind of group",
      { kim, need: { ...assessment, kind: "need" } },
      listed("childProtection"),
    ],
    [
      "with support for another",
      { kim, assessment: { ...assessment, links: [] } },
      listed("childProtection"),
    ],
    ["with the support of nobody", { kim, assessment: support }, listed("childProtection")],
    [
      "with a body that says nothing of support",
      { kim, assessment: { ...assessment, leaves: assessment.leaves.slice(1) } },
      listed("childProtection"),
    ],
    [
      "with support here and its body there",
      { kim, support, assessment: { ...assessment, leaves: assessment.leaves.slice(1) } },
      listed("childProtection"),
    ],
    ["with the support of police", { kim, assessment }, listed("police")],
    ["with the support of a court", { kim, assessment }, listed("court")],
    ["with the support of a body that nobody lists", { kim, assessment }, {}],
    ["whom somebody presumes one, not assessed", { kim: presumed() }, listed("childProtection")],
    [
      "whom somebody presumes one, with no assessment made",
      { kim: presumed(assessed("none")) },
      listed("childProtection"),
    ],
    [
      "whom somebody presumes one, where another was assessed",
      {
        kim: presumed(),
        lee: person({ ageClass: "adult", leaves: [assessed("interdisciplinary")] }),
      },
      listed("childProtection"),
    ],
  ])("is not one %s", (_, body, more) => {
    expect(child(body, more)).toBe(false);
  });
});

describe("MINOR", () => {
  const minor = (body: Body) => holds("MINOR", { body }, "need");
  const need = of("need", [], "need.services");

  it.each(["child", "presumedChild"] as const)("is a person stated as %s", (ageClass) => {
    expect(minor({ kim: person({ ageClass }), need })).toBe(true);
  });

  it("is nobody of another or unknown age, nor where one of two is", () => {
    for (const ageClass of ["adult", "unknown"] as const) {
      expect(minor({ kim: person({ ageClass }), need })).toBe(false);
      expect(minor({ kim: person({ ageClass }), lee: person({ ageClass: "child" }), need })).toBe(
        false,
      );
    }
    expect(minor({ need })).toBe(false);
  });
});

describe("GUARDED", () => {
  const guardian = { f: "subject.guardianRef", v: "x" };
  const child = (...leaves: Group["leaves"]) => person({ ageClass: "child", leaves });
  const identity = of("identity", [], "identity.names");
  const guarded = (body: Body) => holds("GUARDED", { body, ...GUARDIAN_LISTED }, "identity");

  it("asks for somebody beside each child, and for nobody beside an adult", () => {
    expect(guarded({ kim: child(guardian), anna: person(), identity })).toBe(true);
    expect(guarded({ kim: child(), identity })).toBe(false);
    expect(guarded({ kim: child(guardian), lee: child(), identity })).toBe(false);
    expect(guarded({ anna: person(), identity })).toBe(true);
    expect(guarded({ identity })).toBe(false);
  });

  it("takes a presumed child for a child, and nobody of unknown age", () => {
    expect(guarded({ kim: person({ ageClass: "presumedChild" }), identity })).toBe(false);
    expect(guarded({ kim: person({ ageClass: "unknown" }), identity })).toBe(true);
  });
});

describe("CHILD_IDENTITY", () => {
  const body: Body = {
    kim: person({ ageClass: "child" }),
    identity: of("identity", ["kim"], "identity.names"),
  };
  const purpose = "CRIMINAL_INVESTIGATION";
  const told = ({ to = "police", from = "police", row: change = {}, ...more }: Told = {}) =>
    holds(
      "CHILD_IDENTITY",
      {
        body,
        purpose,
        clear: { "env.sender.agencyType": from, "env.recipient.agencyType": to },
        private: reasons(["identity/identity.names", "ESTABLISH_IDENTITY"]),
        agreement: row("identity.names", {
          purpose: more.purpose ?? purpose,
          explicit: true,
          strict: true,
          ...change,
        }),
        ...more,
      },
      "identity",
    );
  type Told = Partial<Case> & {
    readonly from?: string;
    readonly to?: string;
    readonly row?: object;
  };

  it.each(["police", "prosecutor", "court", "borderGuard", "interpolNcb", "europol", "eurojust"])(
    "may be told by investigators to each other: %s",
    (type) => {
      expect(told({ from: type })).toBe(true);
      expect(told({ to: type })).toBe(true);
      expect(told({ from: type, to: type, purpose: "JUDICIAL_EVIDENCE" })).toBe(true);
    },
  );

  it.each<[string, Told]>([
    ["to a service", { to: "victimServiceNGO" }],
    ["by a service", { from: "victimServiceNGO" }],
    ["to a labour inspectorate", { to: "labourInspectorate" }],
    ["to frontex", { to: "frontex" }],
    ["for another purpose", { purpose: "RISK_ALERT" }],
    ["under a row that is not explicit", { row: { explicit: false } }],
    ["under a row that is not strict", { row: { strict: false } }],
    ["under a row for another field", { row: { field: "identity.dateOfBirth" } }],
    ["without a reason on the very field", { private: reasons(["kim/x", "ESTABLISH_IDENTITY"]) }],
  ])("may not be told %s", (_, given) => {
    expect(told(given)).toBe(false);
  });

  it("may be told in the alert that looks for the child, and to who stands up for it", () => {
    const given = { private: reasons(), row: { explicit: false } };
    expect(told({ ...given, purpose: "MISSING_CHILD_ALERT" })).toBe(true);
    expect(told({ ...given, to: "childProtection", purpose: "ASSISTANCE_REFERRAL" })).toBe(true);
  });
});

describe("LOCATED", () => {
  const alert = of("alert", ["kim"], "alert.located");
  const place = of("location", ["kim"], "location.adminArea");
  const located = (body: Body, type = "response", to = "police") =>
    holds(
      "LOCATED",
      { body, clear: { "env.messageType": type, "env.recipient.agencyType": to } },
      "place",
    );
  const kim = person({ ageClass: "child" });

  it.each(["police", "borderGuard", "interpolNcb", "childProtection"])(
    "is an answer to %s that the person was found",
    (to) => {
      expect(located({ kim, alert, place }, "response", to)).toBe(true);
    },
  );

  it.each<[string, boolean]>([
    ["no answer", located({ kim, alert, place }, "alert")],
    ["to a service", located({ kim, alert, place }, "response", "victimServiceNGO")],
    ["that nobody was found", located({ kim, alert: denied(alert), place })],
    ["without an alert", located({ kim, place })],
    ["of another person", located({ kim, lee: kim, alert: { ...alert, links: ["lee"] }, place })],
    [
      "of one of two persons",
      located({
        kim,
        lee: kim,
        alert,
        place: of("location", ["kim", "lee"], "location.adminArea"),
      }),
    ],
    ["of nobody", located({ alert: { ...alert, links: [] }, place: { ...place, links: [] } })],
  ])("is none %s", (_, found) => {
    expect(found).toBe(false);
  });
});
