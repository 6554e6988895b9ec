/**
 * Opening and validating sealed messages of 10, 30 and 100 leaves, ES256 over X25519. They differ from
 * one another: another has other ids, values and consents.
 *
 * Measured twice. Taking turns, one message each, as a gateway opens a message between other work:
 * both sides start from the same caches. In loops, many of one kind at a time: the smaller program
 * of the floor then settles in the processor's caches, so the ratio is higher. Both have the limit.
 *
 * A third row stands beside, without a limit: the floor with every call tuned as the subject's are.
 */
import { deepStrictEqual, strictEqual } from "node:assert/strict";
import { openMessage } from "@safepassage/message";
import type { DecodedMessage } from "@safepassage/schema";
import { createFloorKeys, type FloorKeys, openBare } from "./open-floor.ts";
import { createSample, judgeOpened, type Size } from "./open-sample.ts";
import { compare, formatRow, inTurn, type Row } from "./timing.ts";

const LIMIT = 1.6;
const TURNS = 2001;
/** More than any memory of recent messages would hold. */
const MESSAGES = 500;

/** Measures two rows for each size, after checking that floor and subject see the same leaves. */
export async function benchOpen(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const size of SIZES) rows.push(...(await measure(size)));
  return rows;
}

const SIZES: readonly Size[] = [
  { leaves: 10, persons: 1, values: 10 },
  { leaves: 30, persons: 1, values: 30 },
  { leaves: 100, persons: 4, values: 25 },
];

async function measure(size: Size): Promise<Row[]> {
  const { leaves } = size;
  const { messages, options, epoch, senderKey } = createSample(size, MESSAGES);
  const judged = (sealed: string) => {
    const opened = openMessage(sealed, options);
    return { message: opened.message, judgement: judgeOpened(opened) };
  };
  const [keys, tunedKeys] = [false, true].map((tuned) =>
    createFloorKeys(epoch, senderKey, { tuned }),
  ) as [FloorKeys, FloorKeys];

  for (const sealed of messages) {
    const { message, judgement } = judged(sealed);
    deepStrictEqual(judgement.findings, []);
    const opened = openBare(sealed, keys);
    strictEqual(opened.consents, size.persons);
    deepStrictEqual(opened.leaves.sort(), leavesOf(message).sort());
    strictEqual(opened.leaves.length, leaves);
    const again = openBare(sealed, tunedKeys);
    deepStrictEqual({ ...again, leaves: again.leaves.sort() }, opened);
  }
  const subject = inTurn(messages, judged);
  const floor = inTurn(messages, (sealed) => openBare(sealed, keys));
  const tuned = inTurn(messages, (sealed) => openBare(sealed, tunedKeys));
  const name = `open and validate, ${leaves} leaves, ${size.persons} consents`;
  return [
    await compare({ name, limit: LIMIT, floor, subject, batch: 1, rounds: TURNS }),
    await compare({ name: `${name}, in loops`, limit: LIMIT, floor, subject }),
    await compare({ name: `${name}, floor tuned`, floor: tuned, subject, batch: 1, rounds: TURNS }),
  ];
}

function leavesOf({ body }: DecodedMessage): string[] {
  return Object.values(body).flatMap(({ leaves }) => leaves.map(({ v }) => JSON.stringify(v)));
}

if (import.meta.main) {
  for (const row of await benchOpen()) process.stdout.write(`${formatRow(row)}\n`);
}
