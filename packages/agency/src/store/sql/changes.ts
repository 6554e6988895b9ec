import type { Insertable, Kysely } from "kysely";
import type { Changes } from "../ports.ts";
import type { ChangeRow, Placed } from "../rows.ts";
import { orNull, withoutNull } from "./encode.ts";
import { prepared } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of what those who follow are told. */
export function createSqlChanges(db: Kysely<Tables>): Changes {
  return {
    async add(changes) {
      await ADD(db, { rows: changes.map((change) => ({ ...change, code: orNull(change.code) })) });
    },
    async after(position, limit) {
      const { rows } = await AFTER(db, { position, limit });
      return rows.map((row) => withoutNull(row) as Placed<ChangeRow>);
    },
    async span() {
      const { first, last } = await db
        .selectFrom("change")
        .select(({ fn }) => [fn.min("position").as("first"), fn.max("position").as("last")])
        .executeTakeFirstOrThrow();
      return { first: Number(first ?? 0), last: Number(last ?? 0) };
    },
    async forget(before, limit) {
      // Only the first ones are looked at, since later ones are younger.
      const first = db
        .selectFrom("change")
        .select(["position", "at"])
        .orderBy("position")
        .limit(limit)
        .as("first");
      const old = db.selectFrom(first).select("position").where("at", "<", before);
      const { numDeletedRows } = await db
        .deleteFrom("change")
        .where("position", "in", old)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

const ADD = prepared((db, { rows }: { readonly rows: readonly Insertable<Tables["change"]>[] }) =>
  db.insertInto("change").values(rows),
);
const AFTER = prepared((db, { position, limit }: Record<"position" | "limit", number>) =>
  db
    .selectFrom("change")
    .selectAll()
    .where("position", ">", position)
    .orderBy("position")
    .limit(limit),
);
