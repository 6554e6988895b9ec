import { expect } from "vitest";
import { inside } from "../inside.ts";
import { DAY, instant, other, pass, type Sent, SIDES, type Side, workOn } from "./life.ts";
import type { RestoredLife } from "./restores.ts";

/** Checks each message that is still known, and that what was taken back is held by nobody. */
export async function checkRestored(life: RestoredLife): Promise<void> {
  for (const side of SIDES) {
    const { log, store } = life.exchange[side];
    expect(log.filter(({ event }) => event === "receiptsContradict")).toEqual([]);
    const { rows } = await inside(store).outbox.list({}, MANY);
    for (const { digest } of rows) await checkMessage(life, side, digest);
  }
  const takenBack = life.sent.filter(
    ({ withdrawnAt, recalledAt }) => withdrawnAt !== undefined || recalledAt !== undefined,
  );
  for (let day = 0; day < 8 && takenBack.length > 0; day += 1) {
    pass(life, DAY);
    await workOn(life);
  }
  for (const sent of takenBack) await checkTakenBack(life, sent);
}

async function checkMessage(life: RestoredLife, side: Side, digest: string): Promise<void> {
  const { mine, theirs } = await find(life, side, digest);
  if (mine === undefined) throw new Error(`${side} has lost ${digest}`);
  const about = `${side} ${mine.messageType} ${digest}: ${mine.state}`;
  const { inbox } = inside(life.exchange[other(side)].store);
  expect(["queued", "sending"], about).not.toContain(mine.state);
  for (const { content, eraseBy } of [mine, ...(theirs ? [theirs] : [])]) {
    if (content !== undefined) expect(eraseBy >= instant(life.now).slice(0, 10), about).toBe(true);
  }
  const isHeld = mine.content !== undefined && mine.erasureAskedAt === undefined;
  if (isHeld && mine.state === "decided" && !life.notAgain.has(digest)) {
    expect(theirs !== undefined || (await inbox.wasRefused(digest)), about).toBe(true);
  }
  if (mine.content === undefined || theirs?.content === undefined) return;
  const [ours, others] = await Promise.all([
    life.exchange[side].show(digest),
    life.exchange[other(side)].show(digest),
  ]);
  // A correction that its author has lost has to be made again.
  const hasLost = (others.json.corrections ?? []).length > (ours.json.corrections ?? []).length;
  if (hasLost) return;
  expect(ours.json.message.body, about).toEqual(others.json.message.body);
  expect(undated(ours.json.corrections), about).toEqual(undated(others.json.corrections));
}

async function checkTakenBack(
  life: RestoredLife,
  { side, digest, withdrawnAt }: Sent,
): Promise<void> {
  const { mine, theirs } = await find(life, side, digest);
  const { status, json } = await life.exchange[side].show(digest);
  // A person is told to ask again, or to tell the recipient another way.
  if (status === 200 && json.erasureUnheard) return;
  const about = `${side} ${digest} ${mine?.state} asked ${mine?.erasureAskedAt}`;
  expect(theirs?.content !== undefined, about).toBe(false);
  // Who has recalled a message may hold it still, on another ground.
  if (withdrawnAt !== undefined) expect(mine?.content !== undefined, about).toBe(false);
}

async function find({ exchange }: RestoredLife, side: Side, digest: string) {
  const mine = await inside(exchange[side].store).outbox.findByDigest(digest);
  const theirs = await inside(exchange[other(side)].store).inbox.findByDigest(digest);
  return { mine, theirs };
}

/** What was lost and sent again has arrived another day. */
const undated = (corrections: readonly { readonly at: string }[] = []) =>
  corrections.map(({ at: _, ...correction }) => correction);

const MANY = 200;
