import { describe, expect, it } from "vitest";
import { ask, NGO_C, POLICE, pseudonym, referral, SUBJECT, sent } from "../test/one-referral.ts";

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

  it("does not know a person of whom no record says whom her pseudonym stands for", () => {
    const { people } = ask(referral, [
      { record: "person", person: "other", pseudonym: "not this one" },
    ]);
    expect(people).toEqual({});
  });
});
