import { copyFileSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Backup,
  backUp,
  fillSqlite,
  openSqliteSnapshot,
  type Restored,
  restore,
} from "@safepassage/agency/node";
import { createFixedClock } from "@safepassage/core";
import { expect } from "vitest";
import { inside } from "../inside.ts";
import { createExchange } from "../world.ts";
import { instant, type Life, noteAsked, openLife, other, pass, type Side, sideOf } from "./life.ts";
import type { Act } from "./lives.ts";
import { OFFICER } from "./officers.ts";

/** A life whose databases are copied, and put back to what they were. */
export interface RestoredLife extends Life {
  readonly folder: string;
  readonly copies: Copy[];
  readonly losses: Loss[];
  /** Digests of what may not be sent again: it is erased, taken back, or too old. */
  readonly notAgain: Set<string>;
}

interface Copy {
  readonly side: Side;
  /** Instant. */
  readonly at: string;
  readonly backup: Backup;
  /** The file of the database itself. */
  readonly image: string;
}

/** A database was put back. */
interface Loss {
  readonly side: Side;
  /** Instant since which all is lost. */
  readonly since: string;
  /** What the restore said; nothing where the file was put back. */
  readonly lost?: Restored["lost"];
}

export function openRestored(): RestoredLife {
  const folder = mkdtempSync(join(tmpdir(), "sp-lives-"));
  const paths = { "NGO-B": placeOf(folder, "b"), "NGO-C": placeOf(folder, "c") };
  const life = openLife((monotonic) => createExchange({ paths, options: { monotonic } }));
  return Object.assign(life, { folder, copies: [], losses: [], notAgain: new Set<string>() });
}

export const RESTORES = {
  async copy(life, a) {
    const [side, name] = [sideOf(a), `${life.copies.length}`];
    pass(life, 1000);
    const at = instant(life.now);
    const place = placeOf(life.folder, side);
    const image = join(life.folder, `${side}-${name}.image`);
    await life.exchange.restart(side, async () => {
      const backup = await backUp({
        ...{ snapshot: openSqliteSnapshot(place), keys: `${place}.keys`, backupDays: 30 },
        ...{ to: join(life.folder, side, "to"), keysTo: join(life.folder, side, "keys-to") },
        clock: createFixedClock(at),
      });
      copyFileSync(place, image);
      life.copies.push({ side, at, backup, image });
    });
    return undefined;
  },
  async restore(life, a, b) {
    const side = sideOf(a);
    const own = life.copies.filter((copy) => copy.side === side);
    const copy = own[b % Math.max(own.length, 1)];
    if (copy === undefined) return undefined;
    const gone = await erasedAt(life, side);
    pass(life, 1000);
    await life.exchange.restart(side, async () => {
      const lost = await bringBack(life, copy, WAYS[a % WAYS.length] ?? "backup");
      life.losses.push({ side, since: copy.at, ...(lost && { lost }) });
    });
    await expectGone(life, side, gone);
    if (b % 2 > 0) await makeUp(life);
    return undefined;
  },
} as const satisfies Record<string, Act<RestoredLife>>;

const WAYS = ["backup", "backupAndKeys", "image"] as const;

async function bringBack(
  { folder, now }: RestoredLife,
  { side, backup, image }: Copy,
  way: (typeof WAYS)[number],
): Promise<Restored["lost"] | undefined> {
  const place = placeOf(folder, side);
  if (way === "image") {
    copyFileSync(image, place);
    return undefined;
  }
  const { file, keysFile } = backup;
  const journal = join(folder, side, "keys-to", "erasures.log");
  const hasKeys = way === "backupAndKeys" && existsSync(keysFile);
  const restored = await restore({
    ...{ file, filling: fillSqlite(place), keys: `${place}.keys` },
    ...(hasKeys && { keysFrom: { file: keysFile, journal } }),
    clock: createFixedClock(instant(now)),
  });
  return restored.lost;
}

/** Digests of what is erased at one of them. */
async function erasedAt({ exchange }: Life, side: Side): Promise<ReadonlySet<string>> {
  const { outbox, inbox } = inside(exchange[side].store);
  const gone = new Set<string>();
  for (const box of [outbox, inbox]) {
    for (const { digest } of (await box.list({}, MANY)).rows) {
      if ((await box.findByDigest(digest))?.content === undefined) gone.add(digest);
    }
  }
  return gone;
}

/** What was erased does not come back with a copy. */
async function expectGone(
  { exchange }: Life,
  side: Side,
  digests: ReadonlySet<string>,
): Promise<void> {
  const { store } = exchange[side];
  await store.ready?.();
  const { outbox, inbox } = inside(store);
  const back: string[] = [];
  for (const digest of digests) {
    const row = (await outbox.findByDigest(digest)) ?? (await inbox.findByDigest(digest));
    if (row?.content !== undefined) back.push(digest);
  }
  expect(back, `back at ${side}`).toEqual([]);
}

/** Has operators and officers make up for what was lost, as the command tells them. */
export async function makeUp(life: RestoredLife): Promise<void> {
  for (const loss of life.losses) {
    await withdrawAgain(life, loss);
    await sendAgain(life, loss);
  }
}

async function withdrawAgain(life: RestoredLife, { side, since, lost }: Loss): Promise<void> {
  const { call, store } = life.exchange[side];
  for (const sent of life.sent) {
    const { digest, consentRef, asked = [] } = sent;
    // A restore says what is lost. Where somebody put a file back, people go by its time.
    const named = lost && [
      ...lost.withdrawals,
      ...[...lost.unknown, ...lost.undelivered].map((one) => one.digest),
    ];
    const isLost = named
      ? named.includes(digest) || asked.some((one) => named.includes(one.digest))
      : asked.some(({ at }) => at >= since);
    if (sent.side !== side || !isLost) continue;
    if ((await inside(store).outbox.findByDigest(digest)) === undefined) {
      await eraseAt(life, other(side), digest);
      continue;
    }
    const again = await call("POST", "/v1/withdrawals", { digest, consentRef, officer: OFFICER });
    if (again.status === 201) noteAsked(life, sent, again);
    else expect(again.json.code).toBe("GATEWAY_WITHDRAWAL_IMPOSSIBLE");
  }
}

/** An officer of the partner erases what the agency cannot withdraw any more. */
async function eraseAt({ exchange }: Life, side: Side, digest: string): Promise<void> {
  const path = `/v1/messages/${digest}/review`;
  const { status } = await exchange[side].call("POST", path, {
    officer: OFFICER,
    outcome: "erase",
  });
  expect([200, 201, 404, 409]).toContain(status);
}

async function sendAgain(
  { exchange, notAgain }: RestoredLife,
  { side, since }: Loss,
): Promise<void> {
  const { call, store } = exchange[other(side)];
  const { rows } = await inside(store).outbox.list({}, MANY);
  for (const { digest } of rows.toReversed()) {
    const { status, json } = await call("POST", `/v1/messages/${digest}/resend`, { since });
    if (status !== 200) {
      expect(json.code).toBe("GATEWAY_RESEND_IMPOSSIBLE");
      notAgain.add(digest);
    }
  }
}

export const closeRestored = ({ folder }: RestoredLife): void =>
  rmSync(folder, { recursive: true });

const placeOf = (folder: string, side: Side): string => join(folder, `${side}.db`);

const MANY = 200;
