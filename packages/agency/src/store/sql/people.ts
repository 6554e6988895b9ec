import type { Kysely } from "kysely";
import type { People } from "../ports.ts";
import { prepared } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** Makes the port of what is remembered about officers who sign in. */
export function createSqlPeople(db: Kysely<Tables>): People {
  return {
    async lock(name, officer, at) {
      await db
        .insertInto("locked_officer")
        .values({ name, officer, at })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
    async unlock(name) {
      const { numDeletedRows } = await db
        .deleteFrom("locked_officer")
        .where("name", "=", name)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },
    async isLocked(name) {
      const { rows } = await LOCKED(db, { name });
      return rows.length > 0;
    },
    async locked(limit) {
      const rows = await db
        .selectFrom("locked_officer")
        .select(["officer", "at"])
        .orderBy("at", "desc")
        .orderBy("name")
        .limit(limit)
        .execute();
      return rows.map(({ officer, at }) => ({ officer, at }));
    },
    async useProof(id, until) {
      const { numInsertedOrUpdatedRows } = await db
        .insertInto("used_proof")
        .values({ id, until })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    async forgetProofs(now) {
      await db.deleteFrom("used_proof").where("until", "<=", now).execute();
    },
  };
}

const LOCKED = prepared((db, { name }: { readonly name: string }) =>
  db.selectFrom("locked_officer").select("name").where("name", "=", name),
);
