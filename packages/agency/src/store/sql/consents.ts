import { type Kysely, sql } from "kysely";
import type { Consents } from "../ports.ts";
import type { Tables } from "./tables.ts";

/** Kind of the key of a message sent on a consent record: the name of the record, and the reference that stands for it. */
export const RECORD = "record";

/** Makes the port of consent records. A label says the record of a message that is held, a recall that of one erased here. */
export const createSqlConsents = (db: Kysely<Tables>): Consents => ({
  async refsOn(record) {
    const labels = await db
      .selectFrom("held_key")
      .select("key")
      .where("kind", "=", RECORD)
      // All that begin with it: a name has 43 characters, none of them a space.
      .where("key", ">=", `${record} `)
      .where("key", "<", `${record}!`)
      .execute();
    const recalls = await db
      .selectFrom("recall")
      .select("consent")
      .where("record", "=", record)
      .where("record", "is not", null)
      .execute();
    const held = labels.map(({ key }) => splitRecord(key).ref);
    return [...new Set([...held, ...recalls.map(({ consent }) => consent)])].sort();
  },
  async recordsOf(ref) {
    const labels = await db
      .selectFrom("held_key as used")
      .innerJoin("held_key as label", "label.digest", "used.digest")
      .select("label.key")
      .where("used.kind", "=", "consent")
      .where("used.key", "=", ref)
      .where("label.kind", "=", RECORD)
      .execute();
    const recalls = await db
      .selectFrom("recall")
      .select(sql<string>`record`.as("record"))
      .where("consent", "=", ref)
      .where("record", "is not", null)
      .execute();
    const held = labels.map(({ key }) => splitRecord(key)).filter((one) => one.ref === ref);
    return [...new Set([...held, ...recalls].map(({ record }) => record))].sort();
  },
});

/** Reads a key of kind {@link RECORD}. */
export function splitRecord(key: string): { readonly record: string; readonly ref: string } {
  const end = key.indexOf(" ");
  return { record: key.slice(0, end), ref: key.slice(end + 1) };
}
