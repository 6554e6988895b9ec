import assert from "node:assert/strict";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { incoming } from "./rows.ts";

const AT = "2026-11-24T09:02:00Z";

/** Checks of the reviews that are due of messages received. */
export const reviewsChecks: Checks = {
  async "lists the reviews that are due, the earliest first, until they are made or the message is erased"(
    store,
  ) {
    const { inbox, reviews, events } = inside(store);
    await inbox.add({ ...incoming("1"), reviewBy: "2026-12-20" });
    await inbox.add(incoming("2"));
    await inbox.add({ ...incoming("3"), reviewBy: "2026-12-01" });
    await inbox.add({ ...incoming("4"), reviewBy: "2026-12-20", state: "quarantined" });
    const days: Parameters<typeof reviews.open>[0] = {};
    const listed = async (which = days, limit = 9, after?: { by: string; digest: string }) =>
      (await reviews.open(which, limit, after)).map(({ id }) => id);
    assert.deepEqual((await reviews.open(days, 1))[0], {
      ...{ digest: "digest-3", id: "3", sender: "sender", messageType: "referral" },
      ...{ purpose: "ASSISTANCE_REFERRAL", eraseBy: "2026-12-24", reviewBy: "2026-12-01" },
    });
    assert.deepEqual(await listed(), ["3", "1", "4"]);
    assert.deepEqual(await listed(days, 9, { by: "2026-12-01", digest: "digest-3" }), ["1", "4"]);
    assert.deepEqual(await listed(days, 9, { by: "2026-12-20", digest: "digest-1" }), ["4"]);
    assert.deepEqual(await listed({ by: "2026-12-01" }), ["3"]);
    assert.deepEqual(await listed({ from: "2026-12-02" }), ["1", "4"]);
    assert.deepEqual(await listed({ from: "2026-12-02", by: "2026-12-19" }), []);
    assert.deepEqual(
      [...(await reviews.among(["digest-1", "digest-2", "digest-9"]))],
      [["digest-1", "2026-12-20"]],
    );
    assert.deepEqual([...(await reviews.among([]))], []);
    assert.deepEqual(await reviews.count("2026-12-01"), { open: 3, overdue: 0 });
    assert.deepEqual(await reviews.count("2026-12-02"), { open: 3, overdue: 1 });

    assert.deepEqual(await reviews.overdue("2026-12-01", 9), []);
    assert.deepEqual(await reviews.overdue("2026-12-21", 1), ["digest-3"]);
    await events.add({ kind: "retentionReviewOverdue", at: AT, ref: "digest-3" });
    assert.deepEqual(
      (await reviews.overdue("2026-12-21", 9)).toSorted((a, b) => (a < b ? -1 : 1)),
      ["digest-1", "digest-4"],
    );
    // Noted or not, it is due until somebody reviews it.
    assert.deepEqual(await listed(), ["3", "1", "4"]);
    assert.equal((await inbox.find("sender", "3"))?.reviewBy, "2026-12-01");
    await reviews.set("digest-3");
    assert.equal((await inbox.find("sender", "3"))?.reviewBy, undefined);
    await inbox.erase("digest-1", AT);
    assert.deepEqual(await listed(), ["4"]);
    assert.deepEqual(await reviews.overdue("2026-12-21", 9), ["digest-4"]);
    assert.deepEqual(await reviews.count("2026-12-21"), { open: 1, overdue: 1 });
    await reviews.set("digest-2", "2026-12-02");
    assert.deepEqual(await listed(), ["2", "4"]);
  },

  async "hands out no message that came with its day, or without one"(store) {
    const { inbox, reviews } = inside(store);
    await inbox.add({ ...incoming("1"), reviewBy: "2026-12-20" });
    await inbox.add(incoming("2"));
    assert.deepEqual(await reviews.takeUnread(9), { rows: [], isMore: false });
  },
};
