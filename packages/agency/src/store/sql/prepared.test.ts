import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { createSqliteKysely } from "../sqlite/dialect.ts";
import { createTables } from "../sqlite/migrate.ts";
import { prepared } from "./prepared.ts";

describe("prepared", () => {
  it("compiles a query once for each engine, and gives it other values each time", async () => {
    const { marks, built } = counted();
    for (const db of [opened(), opened()]) {
      await db
        .insertInto("mark")
        .values([mark("a", "1"), mark("b", "2")])
        .execute();
      expect((await marks(db, { name: "a" })).rows).toEqual([{ value: "1" }]);
      expect((await marks(db, { name: "b" })).rows).toEqual([{ value: "2" }]);
    }
    expect(built()).toBe(2);
  });

  it("has a query for each number of rows and each choice of columns", async () => {
    const db = opened();
    const add = prepared((on, { rows }: { readonly rows: readonly Mark[] }) =>
      on.insertInto("mark").values(rows),
    );
    const set = prepared((on, { name, columns }: { name: string; columns: Partial<Mark> }) =>
      on.updateTable("mark").set(columns).where("name", "=", name),
    );
    await add(db, { rows: [mark("a", "1")] });
    await add(db, { rows: [mark("b", "2"), mark("c", "3")] });
    await set(db, { name: "a", columns: { value: "4" } });
    await set(db, { name: "b", columns: { name: "d" } });
    await set(db, { name: "c", columns: { value: "5", name: "e" } });
    const rows = await db.selectFrom("mark").selectAll().orderBy("name").execute();
    expect(rows).toEqual([mark("a", "4"), mark("d", "2"), mark("e", "5")]);
  });

  it("keeps what is the same each time, in its place", async () => {
    const db = opened();
    await db
      .insertInto("mark")
      .values([mark("a", "1"), mark("b", "1")])
      .execute();
    const find = prepared((on, { name }: { readonly name: string }) =>
      on
        .selectFrom("mark")
        .select("name")
        .where("value", "=", "1")
        .where("name", ">", name)
        .limit(1),
    );
    expect((await find(db, { name: "" })).rows).toEqual([{ name: "a" }]);
    expect((await find(db, { name: "a" })).rows).toEqual([{ name: "b" }]);
  });

  it("takes null as a value", async () => {
    const db = opened();
    const add = prepared((on, { code }: { readonly code: string | null }) =>
      on.insertInto("event").values({ kind: "k", at: "now", code }),
    );
    await add(db, { code: null });
    await add(db, { code: "c" });
    const rows = await db.selectFrom("event").select("code").orderBy("position").execute();
    expect(rows).toEqual([{ code: null }, { code: "c" }]);
  });
});

interface Mark {
  readonly name: string;
  readonly value: string;
}

const mark = (name: string, value: string): Mark => ({ name, value });

function opened() {
  const db = new DatabaseSync(":memory:");
  createTables(db);
  return createSqliteKysely(db, () => {});
}

function counted() {
  let count = 0;
  const marks = prepared((db, { name }: { readonly name: string }) => {
    count++;
    return db.selectFrom("mark").select("value").where("name", "=", name);
  });
  return { marks, built: () => count };
}
