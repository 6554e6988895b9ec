import { createConcern } from "@safepassage/policy";
import type { Body, Draft } from "@safepassage/schema";
import type { Fixture } from "./fixtures.ts";
import { asText, leavesOf } from "./whole-drafts.ts";

/** The draft with one more group or value of its message, each in turn. */
export function* fullerByOne(draft: Draft, message: Fixture["message"]): Iterable<Draft> {
  const privately = [draft.private, message.private];
  for (const [gid, group] of Object.entries(message.body)) {
    const kept = draft.body[gid];
    const has = new Set(kept === undefined ? [] : leavesOf({ [gid]: kept }));
    const back = group.leaves.filter((leaf) => !has.has(asText({ gid, ...leaf })));
    for (const leaf of back) {
      const leaves = [...(kept?.leaves ?? []), leaf];
      const links = (kept ?? group).links.filter((link) => Object.hasOwn(draft.body, link));
      const grown = { ...draft.body, [gid]: { ...(kept ?? group), leaves, links } };
      const body = kept === undefined ? linkedTo(gid, grown, message.body) : grown;
      if (isCutLoose(gid, message.body, body)) continue;
      for (const hidden of privately) yield { ...draft, private: hidden, body };
    }
  }
}

/** Restores lost links to a group, because groups that are both present are linked as in the message. */
function linkedTo(gid: string, body: Draft["body"], asked: Draft["body"]): Draft["body"] {
  const isLost = (id: string, links: readonly string[]): boolean =>
    asked[id]?.links.includes(gid) === true && !links.includes(gid);
  return Object.fromEntries(
    Object.entries(body).map(([id, group]) => [
      id,
      isLost(id, group.links) ? { ...group, links: [...group.links, gid] } : group,
    ]),
  );
}

/** Whether a group lost its links to all the persons it was linked to. */
function isCutLoose(gid: string, before: Body, now: Body): boolean {
  const people = createConcern(before).linkedPersonsOf(gid);
  const left = createConcern(now).linkedPersonsOf(gid);
  return people.length > 0 && people.every((one) => !left.includes(one));
}
