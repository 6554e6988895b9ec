import type { Marks } from "../ports.ts";
import { text } from "./rows.ts";
import type { Statements } from "./statements.ts";

/** Notes of the program about itself. */
export const createSqliteMarks = ({ run, one }: Statements): Marks => ({
  async get(name) {
    const row = one("SELECT value FROM mark WHERE name = :name", { name });
    return row && text(row, "value");
  },
  async set(name, value) {
    run("INSERT OR REPLACE INTO mark (name, value) VALUES (:name, :value)", { name, value });
  },
});
