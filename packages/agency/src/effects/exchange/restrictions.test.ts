import { encodeBase64urlText, encodeUtf8, sha256Base64url } from "@safepassage/core";
import { expect, it } from "vitest";
import type { FactContext } from "../../setting/context.ts";
import type { EventRow, InboxRow } from "../../store/rows.ts";
import { restrictionsOf } from "./restrictions.ts";

const TARGET = { digest: "T".repeat(43), sender: "https://ngo-b.test" } as InboxRow;
const BY = "C".repeat(43);
const AT = "2026-11-24T09:02:00Z";

it.each([1, 60, 240])("a correction that restricts %i values is read once", (count) => {
  const paths = Array.from({ length: count }, (_, at) => `g${at}/need.services`);
  const { facts, read } = factsOf(paths);
  const restricted = paths.map((path) => ({ at: AT, by: BY, path, reason: "contested" }));
  expect(restrictionsOf({ facts }, TARGET)).toEqual(restricted);
  expect(read()).toBe(1);
});

it("of two groups that restrict one value the reason of the first counts, by their ids", () => {
  const paths = ["g/need.services", "g/need.services"];
  const { facts } = factsOf(paths, ["contested", "inaccurate"]);
  const said = { at: AT, by: BY, path: "g/need.services", reason: "contested" };
  expect(restrictionsOf({ facts }, TARGET)).toEqual([said]);
});

it("of many thousands of places that its sender restricts the newest are shown", () => {
  const paths = Array.from({ length: 4100 }, (_, at) => `g${at}/need.services`);
  const { facts } = factsOf(paths);
  const shown = restrictionsOf({ facts }, TARGET).map(({ path }) => path);
  expect(shown).toEqual(paths.slice(4));
});

/** A store with one accepted correction, which restricts each value by a group of its own. Counts how often its content is read. */
function factsOf(paths: readonly string[], reasons: readonly string[] = []) {
  let reads = 0;
  const groups = paths.map((path, at) => [
    `c${String(at).padStart(3, "0")}`,
    {
      ...{ kind: "correction", links: [] },
      leaves: [
        { f: "correction.target", v: { message: TARGET.digest, path } },
        { f: "correction.action", v: "restrict" },
        { f: "correction.reason", v: reasons[at] ?? "contested" },
      ],
    },
  ]);
  const content = { message: { body: Object.fromEntries(groups) } };
  const claims = encodeBase64urlText(JSON.stringify({ iat: 1 }));
  const row = {
    ...{ digest: BY, sender: TARGET.sender, state: "accepted", receivedAt: AT },
    jwt: `e30.${claims}.s`,
    get content() {
      reads += 1;
      return content;
    },
  };
  const events = paths.map((path): EventRow => {
    const place = sha256Base64url(encodeUtf8(path));
    return { kind: "restricted", at: AT, ref: `${TARGET.digest} ${BY} ${place}`, code: BY };
  });
  const facts = {
    events: {
      before: (kind: string, _: number, limit: number) =>
        kind === "restricted" ? events.toReversed().slice(0, limit) : [],
    },
    inbox: { findByDigest: () => row },
  };
  return { facts: facts as unknown as FactContext["facts"], read: () => reads };
}
