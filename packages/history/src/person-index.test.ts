import type { HistoryRecord, MessageRecord } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import {
  ask,
  NGO_B,
  NGO_C,
  POLICE,
  pseudonym,
  referral,
  SUBJECT,
  sent,
} from "../test/one-referral.ts";

describe("persons in the index", () => {
  it("adds up what was sent under different pseudonyms, a field once", () => {
    const about = (message: string, to: string, name: string, bits: Record<string, number>) =>
      sent({
        message,
        digest: message,
        to,
        people: [
          { person: "p", pseudonym: name, ledCategory: "victim", ageClass: "adult", sent: bits },
        ],
      });
    const { people } = ask(referral, [
      { record: "person", person: "p", pseudonym },
      about("m1", NGO_C, "first", { age: 3, "subject.sex": 1 }),
      about("m2", NGO_C, "second", { age: 5 }),
      about("m3", POLICE, "third", { "identity.names": 30 }),
    ]);
    expect(people?.[SUBJECT]).toMatchObject({ bits: 6, sent: { age: 5, "subject.sex": 1 } });
    expect(people?.[SUBJECT]?.told?.map(({ recipient }) => recipient)).toEqual([NGO_C, POLICE]);
  });

  const used = (exchangeId: string, more: Partial<MessageRecord> = {}) =>
    sent({
      ...{ message: exchangeId, digest: exchangeId, exchangeId, caseRef: "case", ...more },
      people: [{ person: "p", pseudonym, ledCategory: "victim", ageClass: "adult" }],
    });
  const usesOf = (records: readonly HistoryRecord[]) =>
    ask(referral, records).people?.[SUBJECT]?.pseudonyms ?? [];

  it("shows a pseudonym that was used with another agency or in another case, however often it was used rightly before", () => {
    const rightly = Array.from({ length: 40 }, (_, index) => used(`x${index}`));
    for (const wrongly of [used("w", { to: POLICE }), used("w", { caseRef: "another" })]) {
      for (const records of [
        [...rightly, wrongly],
        [...rightly, wrongly, ...rightly, wrongly],
        [wrongly, ...rightly],
      ]) {
        const uses = usesOf(records);
        expect(uses.filter(({ exchangeId }) => exchangeId === "w")).toHaveLength(1);
        expect(uses.filter(({ exchangeId }) => exchangeId !== "w")).toHaveLength(2);
      }
    }
    const agencies = Array.from({ length: 20 }, (_, index) => `https://ngo-${index}.test`);
    const everywhere = agencies.map((to) => used(to, { to }));
    const uses = usesOf([...rightly, ...everywhere]);
    expect([uses.length, new Set(uses.map((use) => use.with)).size]).toEqual([16, 15]);
  });

  it("takes the case of an exchange from its first message: a partner has a case of its own", () => {
    const answer = { ...used("x1", { caseRef: "theirs" }), message: "a", from: NGO_C, to: NGO_B };
    expect(usesOf([used("x1"), answer])).toEqual([
      { pseudonym, with: NGO_C, exchangeId: "x1", caseRef: "case" },
    ]);
  });

  it("shows an exchange by its first message: an answer or a correction has a case of its own", () => {
    const exchanges = ["x0", "x1", "x2", "x3"];
    const later = exchanges.flatMap((one) => [
      used(one, { from: NGO_C, to: NGO_B, caseRef: `theirs ${one}` }),
      used(one, { caseRef: `of the correction in ${one}` }),
    ]);
    const records = [...exchanges.map((one) => used(one)), ...later];
    expect(usesOf(records).map(({ exchangeId, caseRef }) => [exchangeId, caseRef])).toEqual([
      ["x0", "case"],
      ["x1", "case"],
    ]);
  });

  it("does not know a person of whom no record says whom her pseudonym stands for", () => {
    const { people } = ask(referral, [
      { record: "person", person: "other", pseudonym: "not this one" },
    ]);
    expect(people).toEqual({});
  });
});
