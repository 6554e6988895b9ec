import { type Kysely, type QueryCreator, type Selectable, sql } from "kysely";
import type { DueRow } from "../rows.ts";
import { prepared } from "./prepared.ts";
import type { OutboxTable, Tables } from "./tables.ts";

/** Whether a message is still on its way: in the words of the index. */
export const IS_OPEN = sql<boolean>`coalesce(state, '') in ('queued', 'sending')`;

/** Reads what is due, recipient by recipient: a long queue for one is not read whole. */
export async function dueIn(
  db: Kysely<Tables>,
  now: number,
  limit: number,
): Promise<readonly DueRow[]> {
  const lanes = (await LANES(db, {})).rows;
  const rows = [];
  for (const { recipient, urgent, ordinary } of lanes) {
    for (const emergency of [...(urgent === 1 ? [1] : []), ...(ordinary === 1 ? [0] : [])]) {
      rows.push(...(await DUE(db, { recipient: recipient ?? "", emergency, now, limit })).rows);
    }
  }
  return rows
    .sort(
      (a, b) =>
        b.emergency - a.emergency ||
        a.next_attempt - b.next_attempt ||
        (a.created_at < b.created_at ? -1 : Number(a.created_at > b.created_at)),
    )
    .map(({ id, recipient, emergency }) => ({ id, recipient, emergency: emergency === 1 }));
}

const openOf = (db: QueryCreator<Tables>) => db.selectFrom("outbox").where(IS_OPEN);
/** Goes from each recipient to the next one: of a long queue for one, the index is passed over. */
const LANES = prepared((db, _: object) => {
  const next = openOf(db).select(({ fn }) => fn.min("recipient").as("recipient"));
  const hasOpen = (emergency: number) =>
    sql<number>`case when exists ${openOf(db)
      .select(sql`1`.as("one"))
      .where("recipient", "=", sql.ref<string>("lane.recipient"))
      .where("emergency", "=", sql.lit(emergency))} then 1 else 0 end`;
  return db
    .withRecursive("lane(recipient)", (lanes) =>
      lanes.selectNoFrom(next.as("recipient")).unionAll(
        lanes
          .selectFrom("lane")
          .select(
            next.where("outbox.recipient", ">", sql.ref<string>("lane.recipient")).as("recipient"),
          )
          .where("lane.recipient", "is not", null),
      ),
    )
    .selectFrom("lane")
    .select(["recipient", hasOpen(1).as("urgent"), hasOpen(0).as("ordinary")])
    .where("recipient", "is not", null);
});
const DUE = prepared(
  (
    db,
    {
      recipient,
      emergency,
      now,
      limit,
    }: Pick<Selectable<OutboxTable>, "recipient" | "emergency"> & {
      readonly now: number;
      readonly limit: number;
    },
  ) =>
    db
      .selectFrom("outbox")
      .select(["id", "recipient", "emergency", "next_attempt", "created_at"])
      .where(IS_OPEN)
      .where("recipient", "=", recipient)
      .where("emergency", "=", emergency)
      .where((or) => or.or([or("next_attempt", "<=", now), or("paused_at", ">", now)]))
      .orderBy("next_attempt")
      .orderBy("created_at")
      .limit(limit),
);
