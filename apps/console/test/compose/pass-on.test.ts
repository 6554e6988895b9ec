import { expect, test } from "vitest";
import type { Answer } from "../../src/app/gateway.ts";
import { passOnWork } from "../../src/pages/compose/state/pass-on.ts";
import { toDraft } from "../../src/pages/compose/state/work.ts";

const PERSON = "8i2U9AAKdTBQ-Y4FGNoUHg";
const NEED = "3MPijAok6nljw6GPbgObyA";
const DIGEST = "A".repeat(43);

test("what is passed on names its source, and nobody else can recognise the person by its ids", () => {
  const work = passOnWork({
    digest: DIGEST,
    message: {
      body: {
        [PERSON]: {
          ...{ kind: "subject", links: [], ledCategory: "victim", ageClass: "adult" },
          leaves: [
            { f: "subject.pseudonym", v: "sX55H5KQ3JhjAj_MFH-MZQ" },
            { f: "subject.sex", v: "2" },
          ],
        },
        [NEED]: {
          ...{ kind: "need", links: [PERSON] },
          leaves: [{ f: "need.services", v: "counselling" }],
        },
        // Says how the message is answered, and nothing of a case.
        Q5oQKBNJwqPP7MUZFCwvaQ: {
          ...{ kind: "response", links: [] },
          leaves: [{ f: "response.outcome", v: "provided" }],
        },
      },
    },
  } as unknown as Answer<"readContent">);
  const [person, need, ...others] = work.groups;
  expect(others).toEqual([]);
  expect(person).toMatchObject({ kind: "subject", headers: { ledCategory: "victim" } });
  expect(person?.leaves[1]).toMatchObject({ f: "subject.sex", v: "2" });
  expect(need).toMatchObject({ kind: "need", links: [person?.gid] });
  for (const known of [PERSON, NEED, "sX55H5KQ3JhjAj_MFH-MZQ"]) {
    expect(JSON.stringify(work.groups)).not.toContain(known);
  }
  const head = {
    ...{ recipient: "https://ngo-d.test", purpose: "ASSISTANCE_REFERRAL", agreement: "AGR" },
    ...{ messageType: "referral", legalBases: ["GDPR#6(1)(a)"] },
  };
  expect(toDraft({ ...work, head })?.draft).toMatchObject({ sources: [DIGEST] });
});
