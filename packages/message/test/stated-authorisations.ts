import type { Body, Draft } from "@safepassage/schema";
import { expect } from "vitest";
import { createAuthorityWorld } from "./authority-world.ts";

/** The parties of these tests. */
export const world = createAuthorityWorld();

/** The refusal of an authorisation. */
export const INVALID = expect.objectContaining({ code: "AUTHORISATION_INVALID" });

/** A message with an order to a provider. */
export const base = world.draftOf("S06", 3, "Police-B");

/** The group of the order. */
export const ORDER =
  Object.keys(base.body).find((gid) => base.body[gid]?.kind === "evidence") ?? "";

/** What a message states of the order of a judge. */
export const STATED = {
  kind: "judicialOrder",
  authority: "judge",
  issuedAt: "2026-11-23T10:00:00Z",
  validUntil: "2026-12-31",
  scope: ["evidence"],
};

/** A draft with these entries in its private part. */
export function withEntries(
  draft: Draft,
  entries: Readonly<Record<string, readonly object[]>>,
): Draft {
  const named = Object.entries(entries).map(([name, list]) => [`private.${name}`, list]);
  return { ...draft, private: { ...draft.private, ...Object.fromEntries(named) } };
}

/** A body in which the value of a field is another. */
export function changed(body: Body, field: string, v: unknown): Body {
  const copy = structuredClone(body) as unknown as Record<
    string,
    { leaves: { f: string; v: unknown }[] }
  >;
  for (const { leaves } of Object.values(copy)) {
    for (const leaf of leaves) if (leaf.f === field) leaf.v = v;
  }
  return copy as unknown as Body;
}
