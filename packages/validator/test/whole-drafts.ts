import { canonicalJson } from "@safepassage/core";
import type { Body, Draft, Leaf } from "@safepassage/schema";
import type { WouldPass } from "../src/index.ts";
import { type Fixture, scenarioFixture } from "./fixtures.ts";

const META = {
  nature: "fact",
  sourceEval: "B",
  infoEval: "2",
  asOf: "2026-11",
  verified: "notVerified",
  complete: "partial",
};

const LINKED = new Set(["identity", "contact", "need", "alert", "status", "return"]);

/** The group of one more person. */
export const PERSON = "Hd3sW8uQpL5xJv1KzY6eMw";

/** Messages of a scenario with one more person, with and without links to her. */
export function withStrangers(
  id: string,
): readonly { readonly name: string; readonly fixture: Fixture }[] {
  const fixture = scenarioFixture(id);
  const message = unsigned(fixture.message);
  const birth = { f: "identity.dateOfBirth", v: { edtf: "1999-03-17", basis: "declared" } };
  const identity = { ...person("victim"), kind: "identity", leaves: [birth] };
  const { ledCategory: _category, ageClass: _age, ...unlinked } = identity;
  const withGroup = (name: string, body: Body) => ({
    name: `${id} and ${name}`,
    fixture: { ...fixture, message: { ...message, body } } as Fixture,
  });
  const people = (["informationProvider", "suspect", "victim", "witness"] as const).flatMap(
    (category) => {
      const body = { ...message.body, [PERSON]: person(category) };
      const linked = Object.entries(body).map(([gid, group]): [string, Body[string]] => [
        gid,
        LINKED.has(group.kind) ? { ...group, links: [...group.links, PERSON] } : group,
      ]);
      return [
        withGroup(`a ${category}`, body),
        withGroup(`a ${category}, linked`, Object.fromEntries(linked)),
      ];
    },
  );
  return [
    withGroup("an identity", { ...message.body, [PERSON]: unlinked as Body[string] }),
    ...people,
  ];
}

/** A person of a category, of whom only a language is said. */
export function person(ledCategory: string): Body[string] {
  const languages = [{ f: "subject.languages", v: "rus" }];
  const group = { kind: "subject", links: [], meta: META, ledCategory, ageClass: "adult" };
  return { ...group, leaves: languages } as unknown as Body[string];
}

/** A message as it was before it was signed. */
export function unsigned(message: Fixture["message"]): Fixture["message"] {
  const clear = Object.entries(message.clear).filter(([name]) => !name.startsWith("env.digest."));
  return { ...message, clear: Object.fromEntries(clear) } as unknown as Fixture["message"];
}

/** What the policy judges. */
export function policyInputOf({
  message,
  agreement,
  consents,
  authorisations,
  registry,
  ...rest
}: Fixture) {
  if (!agreement || !consents || !authorisations || !registry) throw new Error("lacks facts");
  const { now, history } = rest;
  const facts = { agreement, consents, authorisations, registry };
  return { message, ...facts, now, ...(history && { exchange: history.exchange }) };
}

/** The draft that passes. */
export function draftOf(result: WouldPass | undefined): Draft {
  if (result?.passes !== true) throw new Error("nothing passes");
  return result.draft;
}

/** The rules for which nothing passes. */
export function rulesOf(result: WouldPass | undefined): readonly string[] {
  return result?.passes === false ? [...new Set(result.findings.map(({ rule }) => rule))] : [];
}

/** The values of a body. */
export function leavesOf(body: Body): readonly string[] {
  return Object.entries(body).flatMap(([gid, { leaves }]) =>
    leaves.map((leaf) => asText({ gid, ...leaf })),
  );
}

/** A value, to compare. */
export function asText({ gid, f, v }: Leaf & { readonly gid: string }): string {
  return canonicalJson({ gid, f, v });
}
