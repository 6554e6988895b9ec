import { type Claims, type ClaimValue, disclosable } from "@safepassage/disclosure";
import type { Draft } from "@safepassage/schema";
import { expect } from "vitest";
import { openMessage, randomId } from "../src/index.ts";
import { type Forgery, forge, padding } from "./forge.ts";
import { createTestWorld, draftOfS011 } from "./world.ts";

/** The parties of these tests. */
export const world = createTestWorld();

/** What the sender could have sent. */
export const draft = draftOfS011(world);

/** The id of a group. */
export const GID = randomId();

/** The evaluation of a group of the draft. */
export const META = Object.values(draft.body)[0]?.meta ?? {};

/** The members of a person's group. */
export const HEADER = {
  kind: "subject",
  links: [],
  meta: META,
  ledCategory: "victim",
  ageClass: "adult",
};

/** Expects that a forged message is refused with a code. */
export function refused(forgery: Forgery, code: string, from: Draft = draft): void {
  const sealed = forge(world, from, forgery);
  expect(() => openMessage(sealed, world.open)).toThrow(expect.objectContaining({ code }));
}

/** A body of one group, sorted, padded. */
export function bodyOf(group: Claims, gid = GID): ClaimValue {
  const claims = { [gid]: disclosable(group), ...padding(0, 1, 2) };
  return Object.fromEntries(Object.entries(claims).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** One field of a person. */
export const SEX = { "subject.sex": disclosable("2") };

/** A person's group with its padding. */
export const GROUP = { ...HEADER, ...padding(0, 1, 2), ...SEX };
