import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/app/gateway.ts";
import { change } from "../../src/pages/compose/state/change.ts";
import { firstBases, offeredBases } from "../../src/pages/compose/state/reply-bases.ts";
import { kindsAbout } from "../../src/pages/compose/state/reply-kinds.ts";
import { knownValues } from "../../src/pages/compose/state/reply-values.ts";
import { replyWork } from "../../src/pages/compose/state/reply-work.ts";
import { toDraft, type Work } from "../../src/pages/compose/state/work.ts";

const PERSON = "8i2U9AAKdTBQ-Y4FGNoUHg";
const PSEUDONYM = { f: "subject.pseudonym", v: "sX55H5KQ3JhjAj_MFH-MZQ" };

describe("a message that goes on with another", () => {
  test("names the persons of the other one where its kind has a place for them", () => {
    expect(kindsIn(begun("response"))).toEqual(["subject", "response"]);
    expect(kindsIn(begun("feedback"))).toEqual(["subject", "feedback"]);
    for (const kind of ["handover", "closing", "breachNotice"]) {
      expect(kindsIn(begun(kind)), kind).not.toContain("subject");
    }
    expect(begun("response").groups[0]?.leaves).toMatchObject([PSEUDONYM]);
  });

  test("says what was done where it answers a warning of danger", () => {
    const [person, danger, response] = begun("response", "IMMEDIATE_DANGER").groups;
    expect([person?.kind, danger?.kind, response?.kind]).toEqual(["subject", "danger", "response"]);
    expect(danger).toMatchObject({ links: [PERSON], meta: { sourceEval: "X" } });
    expect(danger?.leaves.map(({ f }) => f)).toEqual(["danger.actionTaken"]);
    expect(kindsIn(begun("refusal", "IMMEDIATE_DANGER"))).not.toContain("danger");
  });

  test("asks for what its purpose needs in an answer", () => {
    const asked = begun("response", "DATA_SUBJECT_RIGHTS").groups.at(-1);
    expect(asked?.leaves.map(({ f }) => f)).toEqual(["rights.outcome"]);
  });

  test("says what became of the one person that the other one is about", () => {
    expect(begun("feedback").groups.at(-1)).toMatchObject({ kind: "feedback", links: [PERSON] });
    expect(begun("handover").groups.at(-1)).toMatchObject({ kind: "handover", links: [] });
  });

  test("asks for what its kind needs once another kind is chosen, and for nothing of the kind before", () => {
    const handover = chosen(begun("response"), "handover");
    expect(kindsIn(handover)).toEqual(["handover"]);
    expect(handover.groups[0]?.leaves.map(({ f }) => f)).toEqual([
      ...["handover.to", "handover.from", "handover.reason"],
    ]);
    expect(kindsIn(chosen(handover, "feedback"))).toEqual(["subject", "feedback"]);
  });

  test("keeps what somebody has filled in, whatever kind is chosen", () => {
    const begin = begun("response");
    const response = begin.groups.at(-1);
    const [leaf] = response?.leaves ?? [];
    const filled = change(begin, {
      ...{ do: "value", gid: response?.gid ?? "", key: leaf?.key ?? "", v: "provided" },
    });
    expect(kindsIn(chosen(filled, "handover"))).toEqual(["response", "handover"]);
    const more = change(begin, { do: "addValue", gid: PERSON, f: "subject.sex" });
    expect(kindsIn(chosen(more, "handover"))).toEqual(["subject", "handover"]);
  });

  test("states no evaluation of what asserts nothing", () => {
    const added = change(begun("response"), { do: "addGroup", kind: "handover", to: [PERSON] });
    expect(added.groups.at(-1)).not.toHaveProperty("meta");
    expect(added.groups.at(-1)?.links).toEqual([]);
    const need = change(begun("response"), { do: "addGroup", kind: "need", to: [PERSON] });
    expect(need.groups.at(-1)).toMatchObject({ links: [PERSON], meta: { sourceEval: "X" } });
  });

  test("names by itself the message and the places that it is about, and lets go of them with its kind", () => {
    const asked = begun("onwardTransferRequest");
    const [group] = asked.groups;
    expect(group?.leaves.slice(0, 2)).toMatchObject([
      { f: "onward.target", v: "A".repeat(43) },
      { f: "onward.paths", v: `${PERSON}/subject.pseudonym` },
    ]);
    expect(group?.leaves.filter(({ v }) => v === undefined).map(({ f }) => f)).toContain(
      "onward.to",
    );
    expect(kindsIn(chosen(asked, "response"))).toEqual(["subject", "response"]);
    const breach = begun("breachNotice").groups.at(-1);
    expect(breach?.leaves).toContainEqual(
      expect.objectContaining({ f: "breach.messages", v: "A".repeat(43) }),
    );
  });

  test("decides about passing data on as it was asked, under a number of its own", () => {
    const leaves = [
      { f: "onward.target", v: "B".repeat(43) },
      { f: "onward.to", v: "https://ngo-d.test" },
      { f: "onward.purpose", v: "ASSISTANCE_REFERRAL" },
      { f: "onward.legalBasis", v: "GDPR#6(1)(e)" },
    ];
    const { onwardTransferDecision = [] } = knownValues({
      digest: "A".repeat(43),
      message: {
        clear: { "env.messageType": "onwardTransferRequest" },
        body: { [PERSON]: { kind: "onward", links: [], leaves } },
      },
    } as unknown as Answer<"readContent">);
    // A decision states no legal basis of the other agency.
    expect(onwardTransferDecision.slice(0, -1)).toEqual(leaves.slice(0, -1));
    expect(onwardTransferDecision.at(-1)).toMatchObject({ f: "onward.decisionId" });
    expect(onwardTransferDecision.at(-1)?.v).toMatch(/^[\w-]{21}[AQgw]$/);
  });

  test("ends the alert that it is about, and nothing else", () => {
    const about = (type: string) =>
      knownValues({
        digest: "A".repeat(43),
        message: { clear: { "env.messageType": type }, body: {} },
      } as unknown as Answer<"readContent">)["alertCancellation"];
    expect(about("alert")).toEqual([{ f: "cancellation.target", v: "A".repeat(43) }]);
    expect(about("update")).toEqual([]);
  });

  test("is a draft that names no recipient", () => {
    const { draft } = toDraft(begun("feedback")) ?? {};
    expect(draft).toMatchObject({ inReplyTo: "A".repeat(43), messageType: "feedback" });
    expect(draft).not.toHaveProperty("answered");
  });
});

describe("what such a message rests on at first", () => {
  test("are the bases of the other one that this agency may cite", () => {
    expect(firstBases(SENDABLE, headOf("response"), ["LED#8", "GDPR#6(1)(e)"])).toEqual([
      "GDPR#6(1)(e)",
    ]);
    expect(firstBases(SENDABLE, headOf("handover"), ["CETS197#34(1)"])).toEqual(["CETS197#34(1)"]);
  });

  test("is a duty of its own law where the kind rests on one", () => {
    expect(firstBases(SENDABLE, headOf("breachNotice"), ["GDPR#6(1)(e)"])).toEqual(["GDPR#33"]);
    expect(offeredBases(SENDABLE, headOf("breachNotice"))).toEqual([
      { basis: "GDPR#33", role: "duty" },
    ]);
  });

  test("is chosen where a warning of danger is answered: what permits it, and the law of the own State", () => {
    const legalBases = [
      { basis: "LED#8", role: "processing" },
      { basis: "DIR2023/977#7", role: "task" },
      { basis: "NAT-XC#police-act-12", role: "national" },
    ];
    const purposes = [{ purpose: "IMMEDIATE_DANGER", legalBases }];
    const police = {
      ...{ typeBases: [], agreements: [{ id: "AGR-ASSIST", purposes }] },
    } as unknown as Answer<"whatMayBeSent">;
    const head = { ...headOf("response"), purpose: "IMMEDIATE_DANGER" };
    expect(firstBases(police, head, ["GDPR#6(1)(d)"])).toEqual(["LED#8", "NAT-XC#police-act-12"]);
  });

  test("is no law of the Schengen Information System where its closed list lets the message not go", () => {
    const legalBases = [
      { basis: "REG2018/1862#32", role: "task" },
      { basis: "LED#8", role: "processing" },
    ];
    const purposes = [{ purpose: "MISSING_CHILD_ALERT", legalBases }];
    const police = {
      ...{ typeBases: [], agreements: [{ id: "AGR-ASSIST", purposes }] },
    } as unknown as Answer<"whatMayBeSent">;
    const basesFor = (type: string) =>
      offeredBases(police, { ...headOf(type), purpose: "MISSING_CHILD_ALERT" }).map(
        ({ basis }) => basis,
      );
    for (const type of ["alert", "response"]) {
      expect(basesFor(type)).toEqual(["REG2018/1862#32", "LED#8"]);
    }
    for (const type of ["alertCancellation", "handover", "closing"]) {
      expect(basesFor(type)).toEqual(["LED#8"]);
    }
  });

  test("has to be chosen where this agency may cite none of them", () => {
    expect(firstBases(SENDABLE, headOf("response"), ["LED#8"])).toEqual([]);
  });

  test("is that of the other one where nobody knows what may be cited", () => {
    expect(firstBases(undefined, headOf("response"), ["LED#8"])).toEqual(["LED#8"]);
  });
});

describe("the kinds of message that are offered about another one", () => {
  const ALL = [
    ...["response", "refusal", "correction", "qualityNotice", "recall", "consentWithdrawal"],
    ...["update", "feedback", "handover", "alertCancellation", "closing", "erasureCertificate"],
  ];

  test("are not those that have a form of their own", () => {
    expect(kindsAbout(ALL, undefined)).toEqual([
      ...["response", "refusal", "update", "feedback", "handover", "alertCancellation", "closing"],
    ]);
  });

  test("are those of the side that this agency has", () => {
    const received = { box: "inbox", messageType: "referral" } as const;
    expect(kindsAbout(ALL, received)).toEqual([
      ...["response", "refusal", "feedback", "handover", "closing"],
    ]);
    const sent = { box: "outbox", messageType: "referral" } as const;
    expect(kindsAbout(ALL, sent)).toEqual(["update", "handover", "closing"]);
    expect(kindsAbout(ALL, { ...sent, messageType: "alert" })).toContain("alertCancellation");
  });

  test("decide about passing data on only where somebody asks for that", () => {
    const may = ["response", "onwardTransferDecision"];
    const received = { box: "inbox", messageType: "referral" } as const;
    expect(kindsAbout(may, received)).toEqual(["response"]);
    expect(kindsAbout(may, { ...received, messageType: "onwardTransferRequest" })).toEqual(may);
  });

  test("may be of either side about what goes on with an exchange", () => {
    const answer = { box: "inbox", messageType: "response" } as const;
    expect(kindsAbout(ALL, answer)).toContain("update");
    expect(kindsAbout(ALL, answer)).toContain("feedback");
  });
});

function begun(messageType: string, purpose = "ASSISTANCE_REFERRAL"): Work {
  const content = {
    ...{ digest: "A".repeat(43), box: "inbox" },
    message: {
      clear: {
        ...{ "env.sender.agencyId": "https://ngo-b.test", "env.purpose": purpose },
        ...{ "env.agreementRef": { id: "AGR-ASSIST" }, "env.legalBasis": ["GDPR#6(1)(e)"] },
      },
      body: {
        [PERSON]: {
          ...{ kind: "subject", links: [], ledCategory: "victim", ageClass: "adult" },
          leaves: [PSEUDONYM, { f: "subject.sex", v: "2" }],
        },
        "3MPijAok6nljw6GPbgObyA": { kind: "need", links: [PERSON], leaves: [] },
      },
    },
  } as unknown as Answer<"readContent">;
  return replyWork(content, messageType, ({ legalBases }) => legalBases);
}

const chosen = (work: Work, messageType: string): Work =>
  change(work, { do: "kind", messageType, legalBases: work.head.legalBases });

const kindsIn = ({ groups }: Work): readonly string[] => groups.map(({ kind }) => kind);

const headOf = (messageType: string): Work["head"] => ({
  ...{ agreement: "AGR-ASSIST", purpose: "ASSISTANCE_REFERRAL", messageType, legalBases: [] },
});

/** What an agency under the GDPR may send. */
const SENDABLE = {
  typeBases: [
    {
      ...{ messageType: "breachNotice", isOfPurpose: false },
      legalBases: [{ basis: "GDPR#33", role: "duty" }],
    },
    {
      ...{ messageType: "handover", isOfPurpose: true },
      legalBases: [{ basis: "CETS197#34(1)", role: "task" }],
    },
  ],
  agreements: [
    {
      id: "AGR-ASSIST",
      purposes: [
        {
          purpose: "ASSISTANCE_REFERRAL",
          legalBases: [{ basis: "GDPR#6(1)(e)", role: "processing" }],
        },
      ],
    },
  ],
} as unknown as Answer<"whatMayBeSent">;
