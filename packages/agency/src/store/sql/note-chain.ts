import type { HistoryStore, StoredNote } from "@safepassage/history";
import type { Kysely } from "kysely";
import type { Async } from "../ports.ts";
import { fromJson } from "./encode.ts";
import type { Tables } from "./tables.ts";

/** Reads the notes of messages by the ids that their senders gave them. */
export function createNoteChain(
  db: Kysely<Tables>,
): Pick<Async<HistoryStore>, "findById" | "chainFrom"> {
  const findById = async (id: string, other: string): Promise<StoredNote | undefined> => {
    const row = await db
      .selectFrom("history")
      .select("note")
      .where("message", "=", id)
      .where("other", "=", other)
      .orderBy("own", "desc")
      .orderBy("position", "desc")
      .limit(1)
      .executeTakeFirst();
    return row && fromJson(row.note);
  };
  return {
    findById,
    async chainFrom(id, other, limit) {
      const chain: StoredNote[] = [];
      let next: string | undefined = id;
      while (next !== undefined && chain.length < limit) {
        const note = await findById(next, other);
        if (note === undefined) break;
        chain.push(note);
        next = note.record.inReplyTo;
      }
      return chain;
    },
  };
}
