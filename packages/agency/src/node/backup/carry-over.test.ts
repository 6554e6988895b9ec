import { expect, it } from "vitest";
import { type Held, NOTHING_BEFORE } from "../../store/backup/before.ts";
import { createCarryOver } from "./carry-over.ts";

const held = (digest: string, exchange: string): Held => ({
  ...{ box: "inbox", digest, exchange },
  ...{ eraseBy: "2027-03-01", reviewBy: null },
});
const before = {
  ...NOTHING_BEFORE,
  terms: [
    { position: 1, kind: "reviewed", at: "2026-11-20T09:00:00Z", ref: "other" },
    { position: 2, kind: "reviewed", at: "2026-11-24T09:00:00Z", ref: "one" },
  ],
  held: [held("one", "x"), held("its correction", "x"), held("other", "y")],
};
const row = { erase_by: "2026-12-24", review_by: "2026-12-01" };

/** What becomes of messages of a copy that was begun at a time. */
const broughtUp = (at: string, more: object = row) => {
  const carry = createCarryOver(before);
  carry.begin(at);
  return before.held.map(({ box, digest }) => {
    const { digest: _, ...now } = carry.bringUpToNow(box, { digest, ...more });
    return now;
  });
};

it("has each message of an exchange held as long as was decided there since the copy", () => {
  const now = { erase_by: "2027-03-01", review_by: null };
  expect(broughtUp("2026-11-21T09:00:00Z")).toEqual([now, now, row]);
});

it("leaves messages as the copy has them, where the database before knows nothing later", () => {
  expect(broughtUp("2026-11-25T09:00:00Z")).toEqual([row, row, row]);
});

it("adds no column that tables of an earlier version do not have", () => {
  const [one] = broughtUp("2026-11-21T09:00:00Z", { erase_by: row.erase_by });
  expect(one).toEqual({ erase_by: "2027-03-01" });
});
