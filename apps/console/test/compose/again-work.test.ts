import { expect, test } from "vitest";
import type { Answer } from "../../src/app/gateway.ts";
import { againWork } from "../../src/pages/compose/state/again-work.ts";
import { toDraft } from "../../src/pages/compose/state/work.ts";

const PERSON = "8i2U9AAKdTBQ-Y4FGNoUHg";
const NEED = "3MPijAok6nljw6GPbgObyA";
const PSEUDONYM = "sX55H5KQ3JhjAj_MFH-MZQ";

const CONTENT = {
  sources: ["k2NZrDsH960u_xCcfvaH4iNQR6awZh_pI64MYY_DxE0"],
  message: {
    clear: {
      "env.recipient.agencyId": "https://ngo-c.test",
      "env.purpose": "ASSISTANCE_REFERRAL",
      "env.agreementRef": { id: "AGR-ASSIST" },
      "env.messageType": "referral",
      "env.legalBasis": ["GDPR#6(1)(a)"],
      "env.handling.conditions": ["ASSISTANCE_ONLY"],
      "env.channelGround": "outage",
      "env.retention.eraseBy": "2026-12-19",
    },
    private: {
      "private.necessity": [{ path: `${NEED}/need.health`, reason: "NEED_ASSESSMENT" }],
      "private.urgency": { level: "urgent", ground: "none" },
      "private.consentAssertions": ["eyJ…"],
    },
    body: {
      [PERSON]: {
        ...{ kind: "subject", links: [], ledCategory: "victim", ageClass: "adult" },
        leaves: [{ f: "subject.pseudonym", v: PSEUDONYM }],
      },
      [NEED]: {
        ...{ kind: "need", links: [PERSON] },
        leaves: [{ f: "need.health", v: "injury" }],
      },
      Q5oQKBNJwqPP7MUZFCwvaQ: {
        ...{ kind: "deadline", links: [] },
        leaves: [{ f: "deadline.at", v: "2026-11-24T17:02:00Z" }],
      },
    },
  },
} as unknown as Answer<"readContent">;

test("a message that is written again says the same to the same agency, under ids of its own", () => {
  const { draft } = toDraft(againWork(CONTENT)) ?? {};
  expect(draft).toMatchObject({
    ...{ recipient: "https://ngo-c.test", purpose: "ASSISTANCE_REFERRAL", agreement: "AGR-ASSIST" },
    ...{ messageType: "referral", legalBases: ["GDPR#6(1)(a)"] },
    private: { "private.urgency": { level: "urgent", ground: "none" } },
  });
  const [[person] = [], [need, { leaves, links }] = [undefined, {} as never], ...others] =
    Object.entries((draft?.body ?? {}) as Record<string, { leaves: object[]; links: string[] }>);
  expect(others).toEqual([]);
  expect([leaves, links]).toEqual([[{ f: "need.health", v: "injury" }], [person]]);
  expect(draft?.private?.["private.necessity"]).toEqual([
    { path: `${need}/need.health`, reason: "NEED_ASSESSMENT" },
  ]);
  for (const known of [PERSON, NEED, PSEUDONYM]) {
    expect(JSON.stringify(draft)).not.toContain(known);
  }
});

test("it draws on the same messages: their conditions hold for it, and their senders may take them back", () => {
  expect(toDraft(againWork(CONTENT))?.draft.sources).toEqual(CONTENT.sources);
});

test("its deadlines and consents are stated anew", () => {
  const { draft } = toDraft(againWork(CONTENT)) ?? {};
  expect(draft?.clear).toEqual({
    "env.handling.conditions": ["ASSISTANCE_ONLY"],
    "env.channelGround": "outage",
  });
  expect(draft?.consents).toEqual([]);
  expect(JSON.stringify(draft)).not.toContain("deadline.at");
  expect(draft?.private).not.toHaveProperty("private.consentAssertions");
});
