import { expect } from "vitest";
import { inside } from "../inside.ts";
import {
  DAY,
  deliverAll,
  instant,
  type Life,
  other,
  pass,
  type Sent,
  SIDES,
  type Side,
  workOn,
} from "./life.ts";
import { OFFICER } from "./officers.ts";

/** Lets everything arrive, has the clocks confirmed, and both work until nothing is open: two weeks at most. */
export async function calmDown(life: Life): Promise<void> {
  const { exchange, network } = life;
  await network.mend();
  for (const side of SIDES) {
    const time = { time: instant(life.now) };
    expect((await exchange[side].call("POST", "/v1/clock/confirmation", time)).status).toBe(200);
  }
  await workOn(life);
  for (let quarter = 0; quarter < 4 * 14 && (await countOpen(life)) > 0; quarter += 1) {
    pass(life, DAY / 4);
    await workOn(life);
  }
}

async function countOpen({ exchange }: Life): Promise<number> {
  let count = 0;
  for (const side of SIDES) {
    const { outbox, replies } = inside(exchange[side].store);
    const { queued, sending } = await outbox.counts();
    count += queued + sending + (await replies.due(Number.MAX_SAFE_INTEGER, MANY)).length;
  }
  return count;
}

/** Checks each message that either has sent, and what the operators were told. */
export async function check(life: Life): Promise<void> {
  for (const side of SIDES) {
    const { log, store } = life.exchange[side];
    const never = ["receiptsContradict", ...(life.isTroubled ? [] : NEVER_CALM)];
    expect(log.filter(({ event }) => never.includes(event))).toEqual([]);
    const { rows } = await inside(store).outbox.list({}, MANY);
    for (const { digest } of rows) await checkMessage(life, side, digest);
  }
  for (const sent of life.sent) {
    if (sent.withdrawnAt !== undefined) await checkWithdrawn(life, sent);
    else if (sent.recalledAt !== undefined) await checkRecalled(life, sent);
  }
}

async function checkMessage(life: Life, side: Side, digest: string): Promise<void> {
  const { mine, theirs } = await find(life, side, digest);
  const about = `${side} ${mine.messageType} ${digest}: ${mine.state}`;
  const { inbox } = inside(life.exchange[other(side)].store);
  // What is decided is with its recipient, or was refused by it; what is with its recipient is decided.
  if (mine.state === "decided") {
    expect(theirs !== undefined || (await inbox.wasRefused(digest)), about).toBe(true);
  }
  const isCalm = !life.isTroubled && mine.erasureAskedAt === undefined;
  if (isCalm && theirs !== undefined && mine.content !== undefined) {
    expect(mine.state, about).toBe("decided");
  }
  expect(["queued", "sending"], about).not.toContain(mine.state);
  expect(mine.sealed, about).toBeUndefined();
  for (const { content, eraseBy } of [mine, ...(theirs ? [theirs] : [])]) {
    if (content !== undefined) expect(eraseBy >= instant(life.now).slice(0, 10), about).toBe(true);
  }
  if (mine.content === undefined || theirs?.content === undefined) return;
  const [ours, others] = await Promise.all([
    life.exchange[side].show(digest),
    life.exchange[other(side)].show(digest),
  ]);
  expect(ours.json.message.body, about).toEqual(others.json.message.body);
  expect(ours.json.corrections, about).toEqual(others.json.corrections);
}

/** What rests on a consent that was withdrawn is held by nobody, and certified; or a person is told, and asks again. */
async function checkWithdrawn(life: Life, sent: Sent): Promise<void> {
  if (!(await isOwed(life, sent))) return;
  for (let day = 0; day < 8; day += 1) {
    pass(life, DAY);
    await workOn(life);
  }
  const { side, digest, consentRef } = sent;
  const { mine } = await find(life, side, digest);
  const isOver = mine.eraseBy < instant(life.now).slice(0, 10);
  if (isOver || !(await isOwed(life, sent))) return;
  const { call, show } = life.exchange[side];
  expect((await show(digest)).json.erasureUnheard, `${side} ${digest}`).toBe(true);
  const asked = { digest, consentRef, officer: OFFICER };
  expect(await call("POST", "/v1/withdrawals", asked)).toMatchObject({ status: 201 });
  await deliverAll(life);
  expect(await isOwed(life, sent)).toBe(false);
}

async function isOwed(life: Life, { side, digest, withdrawnAt = "" }: Sent): Promise<boolean> {
  const { mine, theirs } = await find(life, side, digest);
  if (mine.content !== undefined || theirs?.content !== undefined) return true;
  const isErasedSince = theirs?.erasedAt !== undefined && theirs.erasedAt >= withdrawnAt;
  return isErasedSince && mine.certificate === undefined;
}

async function checkRecalled(life: Life, { side, digest }: Sent): Promise<void> {
  const { theirs } = await find(life, side, digest);
  const isTold = (await life.exchange[side].show(digest)).json.erasureUnheard === false;
  if (isTold) expect(theirs?.content).toBeUndefined();
}

async function find({ exchange }: Life, side: Side, digest: string) {
  const mine = await inside(exchange[side].store).outbox.findByDigest(digest);
  if (mine === undefined) throw new Error(`${side} has lost ${digest}`);
  const theirs = await inside(exchange[other(side)].store).inbox.findByDigest(digest);
  return { mine, theirs };
}

/** Lets more than a year pass. Then nothing is left that anybody can read, or that waits. */
export async function checkEnd(life: Life): Promise<void> {
  for (let month = 0; month < 14; month += 1) {
    pass(life, 31 * DAY);
    await workOn(life);
  }
  for (const side of SIDES) {
    const { outbox, inbox, recalls, replies } = inside(life.exchange[side].store);
    for (const box of [outbox, inbox]) {
      const { rows } = await box.list({}, MANY);
      for (const { digest } of rows) {
        expect((await box.findByDigest(digest))?.content, digest).toBeUndefined();
        expect(await recalls.of(digest)).toEqual([]);
      }
    }
    const { queued, sending } = await outbox.counts();
    expect([queued, sending]).toEqual([0, 0]);
    const waiting = await replies.due(Number.MAX_SAFE_INTEGER, MANY);
    if (!life.isTroubled) expect(waiting).toEqual([]);
  }
}

/** More than a life brings. */
const MANY = 200;
/** Only where something was wrong for days. */
const NEVER_CALM = ["certificateFailed", "certificateGivenUp", "erasureUntold"];
