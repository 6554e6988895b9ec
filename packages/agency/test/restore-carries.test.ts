import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFixedClock } from "@safepassage/core";
import { afterAll, describe, expect, it } from "vitest";
import { backUp, restore } from "../src/node.ts";
import { drafted, incoming, outgoing } from "../src/store/contract/rows.ts";
import type { AgencyStore } from "../src/store/ports.ts";
import { ENGINES } from "./engines.ts";

const root = mkdtempSync(join(tmpdir(), "sp-carries-"));
afterAll(() => rmSync(root, { recursive: true }));

const AT = "2026-11-24T09:02:00Z";
const LATER = "2026-11-25T09:02:00Z";

describe.each(["sqlite", "postgres"] as const)(
  "an older copy that is brought back, in %s",
  (engine) => {
    it("lets no officer in who is locked out by now, and names what was withdrawn since", async () => {
      const at = (name: string) => join(root, `${engine}-${name}`);
      const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
      const database = await ENGINES[engine](at("agency.db"));
      const store = await database.open(keys);
      for (const name of ["1", "2", "3", "4"]) await send(store, name);
      await ask(store, "1", AT);
      await store.transaction(({ people }) => people.lock("early", "encrypted", AT));
      const snapshot = await database.snapshot();
      const clock = createFixedClock(AT);
      const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30, clock });

      await send(store, "5");
      // A correction goes with the message that it corrects: nobody withdraws it by itself.
      await send(store, "6", "correction");
      for (const name of ["2", "3", "5", "6"]) await ask(store, name, LATER);
      // Certified already: it is erased again, and its recipient has erased it.
      await store.transaction(({ outbox }) => outbox.erase("digest-3", LATER, "certificate"));
      await store.transaction(({ people }) => people.lock("late", "encrypted too", LATER));
      await send(store, "7", "correction");
      for (const name of ["8", "9"]) await send(store, name);
      for (const messageType of ["referral", "correction", "erasureCertificate"]) {
        const row = { ...outgoing(`new-${messageType}`), messageType };
        await store.transaction(({ outbox }) => outbox.add(row));
      }
      await store.close();

      const restored = await restore({ file, filling: await database.fill(), keys });
      expect(restored).toMatchObject({
        locksKept: 1,
        lost: {
          since: AT,
          withdrawals: ["digest-2"],
          unknown: [{ digest: "digest-5", recipient: "recipient" }],
          undelivered: [
            { digest: "digest-new-referral", recipient: "recipient" },
            { digest: "digest-new-correction", recipient: "recipient" },
          ],
          corrections: [{ digest: "digest-7", recipient: "recipient" }],
          delivered: [
            { digest: "digest-9", recipient: "recipient" },
            { digest: "digest-8", recipient: "recipient" },
          ],
        },
      });
      const after = await database.open(keys);
      const locked = await after.transaction(({ people }) => people.locked(9));
      expect(locked).toEqual([
        { officer: "encrypted too", at: LATER },
        { officer: "encrypted", at: AT },
      ]);
      expect(
        await after.transaction(({ events }) => events.has("erasureRequested", "digest-2")),
      ).toBe(false);
      await after.close();

      // Nothing is lost between a copy and itself.
      const again = await restore({ file, filling: await database.fill(), keys });
      expect(again).toMatchObject({
        locksKept: 1,
        lost: { withdrawals: [], unknown: [], undelivered: [], corrections: [], delivered: [] },
      });
    });

    it("does not send what was recalled since, before it was sent", async () => {
      const at = (name: string) => join(root, `${engine}-recalled-${name}`);
      const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
      const database = await ENGINES[engine](at("agency.db"));
      const store = await database.open(keys);
      for (const id of ["1", "2", "3", "4"]) {
        await store.transaction((tx) => tx.outbox.add(outgoing(id)));
      }
      await store.transaction(({ outbox }) =>
        outbox.change("4", { state: "sending", sealed: "s" }),
      );
      await store.transaction(({ outbox }) => outbox.change("4", { state: "decided" }));
      const snapshot = await database.snapshot();
      const clock = createFixedClock(AT);
      const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30, clock });
      await store.transaction(async ({ outbox, recalls }) => {
        for (const id of ["1", "3", "4"]) await recalls.ask(`digest-${id}`, LATER);
        await outbox.change("1", { state: "unsent" });
        await outbox.change("3", { state: "sending", sealed: "s" });
      });
      await store.close();

      const { lost } = await restore({ file, filling: await database.fill(), keys });
      // A recall is no withdrawal by a person, and has to be made again all the same.
      expect(lost.withdrawals).toEqual(["digest-3", "digest-4"]);
      const after = await database.open(keys);
      const rows = await after.transaction(({ outbox }) =>
        Promise.all(["1", "2", "3"].map((id) => outbox.find(id))),
      );
      expect(rows.map((row) => [row?.state, row?.posted, row?.erasureAskedAt])).toEqual([
        ["unsent", false, LATER],
        ["sending", true, undefined],
        ["sending", true, LATER],
      ]);
      await after.close();
    });

    it("keeps who has read a message since, or was refused it, and not who has looked at a draft", async () => {
      const at = (name: string) => join(root, `${engine}-read-${name}`);
      const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
      const database = await ENGINES[engine](at("agency.db"));
      const store = await database.open(keys);
      const read = (ref: string, actor: string, kind = "contentRead") =>
        store.transaction(({ events }) =>
          events.add({ kind, at: LATER, ref, code: "CASE_WORK", actor }),
        );
      await store.transaction(({ drafts }) => drafts.add(drafted("draft-1")));
      await read("digest-1", "before");
      const snapshot = await database.snapshot();
      const clock = createFixedClock(AT);
      const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30, clock });
      await read("digest-1", "first");
      await read("draft-1", "approver");
      await store.transaction(({ events }) => events.add({ kind: "erased", at: LATER, ref: "x" }));
      await read("digest-1", "second", "attemptRefused");
      await store.close();
      const readers = async () => {
        const after = await database.open(keys);
        const found = await after.transaction(async ({ events }) => [
          ...(await events.of("digest-1", 9)),
          ...(await events.of("draft-1", 9)),
          ...(await events.of("x", 9)),
        ]);
        // What comes later stands behind it.
        await after.transaction(({ events }) => events.add({ kind: "k", at: LATER, ref: "new" }));
        await after.close();
        return found.map(({ actor }) => actor);
      };
      for (const kept of [2, 2]) {
        const restored = await restore({ file, filling: await database.fill(), keys });
        expect(restored.readingsKept).toBe(kept);
        expect(await readers()).toEqual(["second", "first", "before"]);
      }
    });

    it("uses no consent that was withdrawn since", async () => {
      const at = (name: string) => join(root, `${engine}-ended-${name}`);
      const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
      const database = await ENGINES[engine](at("agency.db"));
      const store = await database.open(keys);
      const end = (ref: string) =>
        store.transaction(({ events }) =>
          events.add({ kind: "consentRecordWithdrawn", at: LATER, ref }),
        );
      await end("early");
      const snapshot = await database.snapshot();
      const clock = createFixedClock(AT);
      const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30, clock });
      for (const ref of ["late", "late recipient purpose"]) await end(ref);
      const byHolder = { kind: "consentEndedByHolder", at: LATER, ref: "of a holder" };
      await store.transaction(({ events }) => events.add(byHolder));
      await store.close();
      for (const _ of ["first", "second"]) {
        const restored = await restore({ file, filling: await database.fill(), keys });
        expect([restored.readingsKept, restored.termsKept]).toEqual([0, 0]);
        const after = await database.open(keys);
        const of = async (kind: string) =>
          (await after.transaction(({ events }) => events.after(kind, 0, 9))).map(({ ref }) => ref);
        expect(await of("consentRecordWithdrawn")).toEqual([
          ...["early", "late", "late recipient purpose"],
        ]);
        expect(await of("consentEndedByHolder")).toEqual(["of a holder"]);
        await after.close();
      }
    });

    it("holds data as long as was decided since", async () => {
      const at = (name: string) => join(root, `${engine}-terms-${name}`);
      const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
      const database = await ENGINES[engine](at("agency.db"));
      const store = await database.open(keys);
      for (const name of ["1", "2"]) await send(store, name);
      await store.transaction(async ({ inbox }) => {
        await inbox.add(incoming("3"));
        const other = { ...incoming("4").content, exchangeId: "other" };
        await inbox.add({ ...incoming("4"), content: other });
      });
      await store.transaction(({ reviews }) => reviews.set("digest-3", "2026-12-01"));
      const snapshot = await database.snapshot();
      const clock = createFixedClock(AT);
      const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30, clock });
      await send(store, "5");
      await store.transaction(async ({ outbox, inbox, reviews, events }) => {
        await outbox.retain("digest-1", "2027-03-01");
        await inbox.retain("digest-3", "2026-11-30");
        await reviews.set("digest-3", undefined);
        // Of an exchange in which nothing was decided.
        await inbox.retain("digest-4", "2027-03-01");
        for (const [kind, ref, code] of [
          ["reviewed", "digest-1", "keep 2027-03-01 evidence"],
          ["retentionShortened", "digest-3", "2026-11-30"],
          ["reviewed", "digest-5", "keep"],
        ] as const) {
          await events.add({ kind, at: LATER, ref, code, actor: "officer" });
        }
      });
      await store.close();

      for (const _ of ["first", "second"]) {
        const restored = await restore({ file, filling: await database.fill(), keys });
        expect(restored.termsKept).toBe(2);
        const after = await database.open(keys);
        const found = await after.transaction(async ({ outbox, inbox, reviews, events }) => [
          (await outbox.findByDigest("digest-1"))?.eraseBy,
          (await inbox.findByDigest("digest-3"))?.eraseBy,
          (await inbox.findByDigest("digest-4"))?.eraseBy,
          (await reviews.open({}, 9)).map(({ digest }) => digest),
          (await events.about("reviewed", "digest-1")).map(({ code, actor }) => [code, actor]),
          await events.about("reviewed", "digest-5"),
        ]);
        expect(found).toEqual([
          ...["2027-03-01", "2026-11-30", incoming("4").eraseBy, []],
          ...[[["keep 2027-03-01 evidence", "officer"]], []],
        ]);
        await after.close();
      }
    });

    it("records what it erases again, with the time of the erasure, once", async () => {
      const at = (name: string) => join(root, `${engine}-again-${name}`);
      const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
      const database = await ENGINES[engine](at("agency.db"));
      const store = await database.open(keys);
      await send(store, "1");
      const snapshot = await database.snapshot();
      const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30 });
      await store.transaction(({ outbox }) => outbox.erase("digest-1", LATER, undefined));
      await store.scrub();
      await store.close();
      await restore({ file, filling: await database.fill(), keys });
      for (const _ of ["first", "second"]) {
        const after = await database.open(keys);
        const found = await after.transaction(({ events }) => events.of("digest-1", 9));
        expect(found).toMatchObject([{ kind: "erased", at: LATER }]);
        await after.close();
      }
    });

    it.each([8, 99])("asks tables of version %i before they go, too", async (version) => {
      const at = (name: string) => join(root, `${engine}-${version}-${name}`);
      const [keys, to, keysTo] = [at("keys"), at("to"), at("keys-to")];
      const database = await ENGINES[engine](at("agency.db"));
      const store = await database.open(keys);
      await send(store, "1");
      const snapshot = await database.snapshot();
      const clock = createFixedClock(AT);
      const { file } = await backUp({ snapshot, keys, to, keysTo, backupDays: 30, clock });
      await ask(store, "1", LATER);
      await store.transaction(({ people }) => people.lock("late", "encrypted", LATER));
      await store.close();
      await database.setVersion(version);
      const restored = await restore({ file, filling: await database.fill(), keys });
      expect(restored).toMatchObject({ locksKept: 1, lost: { withdrawals: ["digest-1"] } });
    });
  },
);

function send(store: AgencyStore, name: string, messageType = "referral"): Promise<void> {
  return store.transaction(async ({ outbox }) => {
    await outbox.add({ ...outgoing(name), messageType });
    await outbox.change(name, { state: "sending" });
    await outbox.change(name, { state: "decided" });
  });
}

function ask(store: AgencyStore, name: string, at: string): Promise<void> {
  return store.transaction(async ({ events }) => {
    await events.add({ kind: "erasureRequested", at, ref: `digest-${name}` });
  });
}
