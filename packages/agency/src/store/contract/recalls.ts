import assert from "node:assert/strict";
import type { DecodedMessage } from "@safepassage/schema";
import type { AgencyStore } from "../ports.ts";
import type { Label, NewOutboxRow } from "../rows.ts";
import type { Checks } from "./checks.ts";
import { inside } from "./inside.ts";
import { note, outgoing } from "./rows.ts";

const AT = "2026-11-24T09:02:00Z";
const LATER = "2026-12-01T09:02:00Z";

/** Checks of erasures that recipients have not certified. */
export const recallsChecks: Checks = {
  async "counts and lists erasures that were asked for and are not certified"(store) {
    const { outbox, recalls, events } = inside(store);
    for (const id of ["1", "2", "3", "4", "5"]) await outbox.add(outgoing(id));
    for (const id of ["1", "2", "3", "5"]) await outbox.change(id, { state: "decided" });
    await recalls.ask("digest-1", AT);
    await recalls.ask("digest-2", "2026-11-25T09:02:00Z");
    await recalls.ask("digest-3", AT);
    // Nobody has said to have the fourth, and nobody was asked to erase the fifth.
    await recalls.ask("digest-4", AT);
    const askedAt = async (digest: string) => (await outbox.findByDigest(digest))?.erasureAskedAt;
    assert.deepEqual([await askedAt("digest-4"), await askedAt("digest-5")], [AT, undefined]);
    await outbox.erase("digest-3", AT, "certificate");
    const [before, day] = [AT, "2026-12-01"];
    assert.deepEqual(await recalls.count(before, day), { open: 2, overdue: 1 });
    assert.deepEqual(await recalls.overdue(before, day, 9), ["digest-1"]);
    // The first time stays.
    await recalls.ask("digest-1", LATER);
    assert.deepEqual(await recalls.overdue(before, day, 9), ["digest-1"]);
    assert.deepEqual(await recalls.overdue(LATER, day, 9), ["digest-1", "digest-2"]);
    assert.deepEqual(await recalls.overdue(LATER, day, 1), ["digest-1"]);
    await events.add({ kind: "certificateOverdue", at: LATER, ref: "digest-1" });
    assert.deepEqual(await recalls.overdue(LATER, day, 9), ["digest-2"]);
    assert.deepEqual(await recalls.count(LATER, day), { open: 2, overdue: 2 });
    await recalls.certify("digest-1", "certificate");
    await recalls.certify("digest-1", "another");
    const row = await outbox.findByDigest("digest-1");
    assert.deepEqual([row?.certificate, row?.content !== undefined], ["certificate", true]);
    assert.notEqual(row?.erasureAskedAt, undefined);
    assert.deepEqual(await recalls.count(LATER, day), { open: 1, overdue: 1 });
    assert.deepEqual(await recalls.count(LATER, "2026-12-25"), { open: 0, overdue: 0 });
    assert.deepEqual(await recalls.overdue(LATER, "2026-12-25", 9), []);
  },

  async "keeps by what a posted message can be withdrawn that is erased here"(store) {
    const { outbox, recalls } = inside(store);
    await send(store, "1", ["consent-a", "consent-b"]);
    await send(store, "2", ["consent-a"]);
    assert.deepEqual(await recalls.of("digest-1"), []);
    await outbox.erase("digest-1", AT);
    await outbox.erase("digest-2", AT);
    assert.deepEqual(
      (await recalls.of("digest-1")).toSorted((a, b) => (a.consent < b.consent ? -1 : 1)),
      [
        { consent: "consent-a", exchangeId: "exchange" },
        { consent: "consent-b", exchangeId: "exchange" },
      ],
    );
    assert.deepEqual(await recalls.on("consent-a"), ["digest-1", "digest-2"]);
    // A second erasure takes nothing of it away, and a certificate all.
    await outbox.erase("digest-1", LATER);
    assert.deepEqual(await recalls.on("consent-b"), ["digest-1"]);
    await outbox.erase("digest-1", LATER, "certificate");
    assert.deepEqual(await recalls.of("digest-1"), []);
    await recalls.prune("2026-12-24");
    assert.deepEqual(await recalls.on("consent-a"), ["digest-2"]);
    await recalls.prune("2026-12-25");
    assert.deepEqual(await recalls.on("consent-a"), []);
  },

  async "knows the references of a consent record while a message on it is held, or can be withdrawn"(
    store,
  ) {
    const { outbox, recalls, consents } = inside(store);
    await send(store, "1", ["ref-1", "ref-2"], { labels: [label(1), label(2, OTHER)] });
    await send(store, "2", ["ref-3", "ref-4"], { labels: [label(3)] });
    const known = async () => [await consents.refsOn(RECORD), await consents.refsOn(OTHER)];
    assert.deepEqual(await known(), [["ref-1", "ref-3"], ["ref-2"]]);
    assert.deepEqual(await consents.refsOn(RECORD.slice(0, -1)), []);
    const of = (ref: string) => consents.recordsOf(ref);
    assert.deepEqual(await of("ref-1"), [RECORD]);
    assert.deepEqual(await of("ref-2"), [OTHER]);
    // Another agency's consent, which its holder has asserted.
    assert.deepEqual(await of("ref-4"), []);
    for (const id of ["1", "2"]) await outbox.erase(`digest-${id}`, AT);
    assert.deepEqual(await known(), [["ref-1", "ref-3"], ["ref-2"]]);
    assert.deepEqual([await of("ref-2"), await of("ref-4")], [[OTHER], []]);
    await recalls.certify("digest-1", "certificate");
    assert.deepEqual(await known(), [["ref-3"], []]);
    await recalls.prune("2026-12-25");
    assert.deepEqual(await known(), [[], []]);
    assert.deepEqual(await of("ref-3"), []);
  },

  async "keeps nothing of what nobody has, rests on more than consent, or is certified or over"(
    store,
  ) {
    const { outbox, recalls } = inside(store);
    await send(store, "1", ["consent"], { isPosted: false });
    await send(store, "2", ["consent"], { onConsentAlone: false });
    await send(store, "3", ["consent"]);
    await send(store, "4", ["consent"]);
    await send(store, "5", []);
    await outbox.erase("digest-3", AT, "certificate");
    await outbox.erase("digest-4", "2026-12-25T00:00:00Z");
    for (const id of ["1", "2", "5"]) await outbox.erase(`digest-${id}`, AT);
    assert.deepEqual(await recalls.on("consent"), []);
    assert.deepEqual(await recalls.of("digest-5"), []);
  },
};

/** Names of records, of which one begins as the other. */
const RECORD = "r".repeat(43);
const OTHER = `${"r".repeat(42)}s`;
const label = (ref: number, record = RECORD): Label => ({
  ...{ kind: "record", name: `${record} ref-${ref}` },
});

async function send(
  store: AgencyStore,
  id: string,
  consents: readonly string[],
  {
    isPosted = true,
    onConsentAlone = true,
    labels = [],
  }: {
    readonly isPosted?: boolean;
    readonly onConsentAlone?: boolean;
    readonly labels?: readonly Label[];
  } = {},
): Promise<void> {
  const { outbox } = inside(store);
  const row: NewOutboxRow = outgoing(id);
  const message = { private: { "private.consentRefs": consents } } as unknown as DecodedMessage;
  await outbox.add({
    ...{ ...row, labels },
    content: { ...row.content, message },
    history: { ...note(id), onConsentAlone },
  });
  if (isPosted) await outbox.change(id, { state: "sending", sealed: "s" });
}
