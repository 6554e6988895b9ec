import { randomBytes } from "node:crypto";
import type { DraftRequest } from "@safepassage/agency";
import { renewIds } from "@safepassage/htcds";
import type { Body } from "@safepassage/schema";
import { vitalRequest } from "@safepassage/testing/draft-request";

/**
 * Draft requests that differ from one another as real ones do: other persons, needs and languages, and more or fewer groups.
 * Each rests on a vital interest, so that it needs no consent.
 */
export function* draftRequests(): Generator<DraftRequest> {
  const { body: open, ...rest } = vitalRequest();
  const body = open as unknown as Body;
  for (let turn = 0; ; turn++) {
    yield {
      ...rest,
      officer: { id: `staff-${turn % 7}`, assurance: 2 },
      body: renewIds(vary(body, turn), (length) => randomBytes(length)),
    };
  }
}

function vary(body: Body, turn: number): Body {
  const groups = Object.entries(body).flatMap(([gid, group]) => {
    if (group.kind === "contact" && turn % 3 === 0) return [];
    const leaves = group.leaves.map((leaf) => {
      const choices = CHOICES[leaf.f];
      return choices === undefined ? leaf : { ...leaf, v: choices[turn % choices.length] ?? "" };
    });
    const changed = { ...group, leaves };
    if (group.kind !== "need" || turn % 2 === 0) return [[gid, changed] as const];
    const more = { ...changed, leaves: changed.leaves.slice(0, 1) };
    return [[gid, changed] as const, [`${gid.slice(0, -2)}QQ`, more] as const];
  });
  return Object.fromEntries(groups);
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  "subject.languages": ["rus", "ukr", "fra", "spa", "ara"],
  "subject.sex": ["2", "1", "9"],
  "need.services": ["counselling", "legalAdvice", "interpretation", "education"],
  "need.riskLevel": ["medium", "low", "high"],
};
