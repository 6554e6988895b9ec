import { drafted, incoming, note, outgoing, pending } from "../src/store/contract/rows.ts";
import type { Tx } from "../src/store/ports.ts";

/** Asks what grows with the store. Counts for an operator's eyes are left out: they read the index of what they count. */
export async function askEverything(tx: Tx): Promise<void> {
  const { outbox, inbox, replay, history, replies } = tx;
  await outbox.add({ ...outgoing("1"), history: note("1") });
  await outbox.add({ ...outgoing("2"), submission: undefined, history: note("2") });
  await inbox.add(incoming("3"));
  await outbox.find("1");
  await outbox.findByDigest("digest-1");
  await outbox.findSubmission("key-1");
  await outbox.due(9, 9);
  await outbox.wake({ notOf: "profile" }, 9);
  await outbox.wake({ recipient: "recipient", lastErrors: ["a", "b"] }, 9);
  await outbox.wake({ lastErrors: ["a", "b"] }, 9);
  await outbox.change("2", { state: "sending" });
  await outbox.change("2", { state: "refused" });
  await outbox.change("2", { state: "decided" });
  await outbox.retain("digest-1", "2031-01-01");
  await outbox.replace("1", { ...outgoing("4"), submission: undefined }, "");
  await outbox.erase("digest-2", "");
  await inbox.find("sender", "3");
  await inbox.findByDigest("digest-3");
  await inbox.retain("digest-3", "2031-01-01");
  await tx.reviews.set("digest-3", "2031-01-01");
  await inbox.receiptsFor("sealed-3");
  await inbox.receiptsOf("sender", "digest-3");
  await inbox.findRefusal("sealed-3");
  await inbox.wasRefused("digest-3");
  for (const sender of ["sender", undefined]) {
    const [digest, sealedDigest, code] = [sender, "sealed-9", "MESSAGE_EXPIRED"];
    await inbox.addRefusal(
      { sealedDigest, digest, sender, code, rules: [], at: "", receipts: [] },
      9,
    );
  }
  await outbox.heldOn("ref");
  await tx.consents.refsOn("record");
  await tx.consents.recordsOf("ref");
  await tx.labels.find({ kind: "case", name: "k" }, 9);
  await tx.labels.noted("p", 9);
  await tx.links.answered(["digest-1", "digest-2"]);
  await tx.links.answering("digest-1", 9);
  for (const kind of ["shares", "valueFor"] as const) {
    await inbox.heldUnder({ kind, key: "k" }, "other");
    await outbox.heldUnder({ kind, key: "k" }, "other");
  }
  for (const that of [
    { kind: "ofType", messageType: "update" },
    { kind: "until", from: "2026-11-24", before: "2027-01-30" },
    { kind: "beyond", ends: ["one", "two"].map((purpose) => ({ purpose, day: "2026-12-24" })) },
    { kind: "unanswered" },
  ] as const) {
    await inbox.heldIn("exchange", "other", that);
    await outbox.heldIn("exchange", "other", that);
  }
  await inbox.erase("digest-3", "");
  await history.find("digest-1");
  await history.findById("1", "recipient");
  await history.chainFrom("1", "recipient", 9);
  for (const kind of ["names", "source", "reply", "search", "breach"] as const) {
    await history.under({ kind, key: "k" }, 9, { own: true });
    await history.under({ kind, key: "k" }, 9, { own: false, other: "other" });
    await history.under({ kind, key: "k" }, 9, { other: "other" });
    await history.digestsUnder({ kind, key: "k" }, 9, { own: true });
  }
  await history.personBehind("pseudonym-1");
  await history.mentionsOf("key.person", "pseudonym-1", 9, true);
  await history.hasStrangers("key.");
  await replay.has({ iss: "i", jti: "j", digest: "d" });
  await replay.hasDigest("d");
  await replay.prune(new Date(0));
  await replies.find("1");
  await replies.postpone("1", { nextAttempt: 1, pausedAt: 1 });
  await replies.remove("1");
  const { quarantine, recalls, events, marks } = tx;
  await recalls.ask("digest-1", "2026-11-25T09:02:00Z");
  await recalls.certify("digest-1", "certificate");
  await recalls.of("digest-1");
  await recalls.on("consent");
  await quarantine.mendable({ sender: "s", inReplyTo: "i", exchangeId: "e", messageType: "t" });
  await quarantine.countUnmended("sender");
  await quarantine.mend("digest", "by");
  await events.has("kind", "ref");
  await events.has("kind", "ref", "code");
  await events.about("kind", "digest");
  await events.partners(["digest-1", "digest-2"]);
  await marks.get("name");
  await marks.set("name", "value");
  await marks.replace("name", "value", "other");
  await askRest(tx);
  await askForPages(tx);
}

/** Asks what no message needs. */
async function askRest(tx: Tx): Promise<void> {
  const { outbox, answers, replay, replies, recalls, erasures, people, changes } = tx;
  const clock = { from: "2026-11-24T09:02:00Z", by: "2026-11-25T09:02:00Z" };
  await answers.setClock("inbox", "digest-3", clock);
  await answers.setClock("outbox", "digest-1", clock);
  await outbox.heldUnder({ kind: "shares", key: "k" }, "other");
  await tx.labels.add("inbox", "digest-3", [{ kind: "case", name: "k" }]);
  await tx.labels.add("outbox", "digest-4", [{ kind: "person", name: "k" }]);
  await tx.reviews.among(["digest-1", "digest-2"]);
  await replay.insert({ iss: "i", jti: "j", digest: "d", keepUntil: new Date(0) });
  await replies.add(pending("1"));
  await recalls.prune("2026-11-25");
  await erasures.isPending("digest-1");
  await tx.events.add({ kind: "kind", at: "2026-11-24T09:02:00Z", ref: "digest-1" });
  await people.lock("name", "officer", "2026-11-24T09:02:00Z");
  await people.isLocked("name");
  await people.unlock("name");
  await people.useProof("proof", 9);
  await people.forgetProofs(9);
  await changes.add([{ kind: "sent", at: "2026-11-24T09:02:00Z", ref: "digest-1" }]);
  await changes.span();
  const { drafts } = tx;
  await drafts.add(drafted("1"));
  await drafts.find("1");
  await drafts.hasOpen("name", 9);
  await drafts.change("1", 1, drafted("1"));
  const approval = { digest: "digest", by: "name", officer: "encrypted", at: "" };
  await drafts.approve("1", approval);
  await drafts.endApproval("1");
  const returned = { reason: "OTHER", officer: "o", at: "2026-11-24T09:02:00Z", revision: 1 };
  await drafts.sendBack("1", returned);
  await drafts.settle("1", "2026-11-24T09:02:00Z");
}

/** Asks what is counted. */
export async function askCounts({ inbox, outbox, answers, reviews, recalls }: Tx): Promise<void> {
  await inbox.counts();
  await outbox.counts();
  await answers.count("2026-11-25T09:02:00Z");
  await reviews.count("2026-11-25");
  await recalls.count("2026-11-18T09:02:00Z", "2026-11-25");
}

/** Asks for a page of each list. */
export async function askForPages(tx: Tx): Promise<void> {
  const { quarantine, answers, reviews, recalls, events, outbox, inbox, marks } = tx;
  for (const state of ["quarantined", "accepted"]) await inbox.list({ state }, 9, 9);
  for (const filter of [{}, { other: "other" }]) {
    await inbox.list(filter, 9);
    await outbox.list(filter, 9);
  }
  for (const state of ["queued", "decided"]) await outbox.list({ state }, 9, 9);
  for (const filter of [{}, { sender: "s" }, { code: "c" }, { since: "a", until: "b" }]) {
    await inbox.listRefusals(filter, 9);
  }
  await tx.answers.open(9);
  await tx.answers.open(9, { by: "2026-11-25T09:02:00Z", digest: "digest-3" });
  await answers.overdue("2026-11-25T09:02:00Z", 9, "IMMEDIATE_DANGER");
  await tx.replies.due(9, 9);
  await tx.drafts.list(9);
  await tx.drafts.list(9, 9);
  await tx.drafts.overdue("2026-11-25T09:02:00Z", 9);
  await tx.changes.after(0, 9);
  await tx.changes.forget("2026-11-25T09:02:00Z", 9);
  await tx.people.locked(9);
  for (const filter of [{}, { since: "a", until: "b" }, { ref: "digest" }]) {
    await events.list(["erased", "contentRead"], filter, 9);
    await events.list(["erased", "contentRead"], filter, 9, 9);
  }
  await events.of("digest", 9);
  await events.of("digest", 9, 9);
  await recalls.overdue("2026-11-18T09:02:00Z", "2026-11-25", 9);
  await quarantine.overdue("2026-11-25T09:02:00Z", 9);
  await answers.overdue("2026-11-25T09:02:00Z", 9);
  await reviews.overdue("2026-11-25", 9);
  await reviews.open({}, 9);
  await reviews.open({ by: "2026-11-25" }, 9, { by: "2026-11-24", digest: "digest-3" });
  await marks.set("reviewsUnread", "9");
  await reviews.takeUnread(9);
  await events.last("kind", "digest", 9);
  await events.after("kind", 0, 9);
  await events.before("kind", 9, 9);
  await events.before("kind", 9, 9, "digest");
  await outbox.overdue("2026-11-25", 9);
  await inbox.overdue("2026-11-25", 9);
}
