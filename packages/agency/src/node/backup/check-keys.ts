import { AgencyError } from "../../setting/agency-error.ts";
import type { BackupRow } from "../../store/backup/format.ts";
import type { KeysAtHand } from "../../store/keys/stage-keys.ts";
import { JOURNAL_MARK, KEYS_MARK } from "../../store/sql/settle-erasures.ts";
import type { TableName } from "../../store/sql/table-names.ts";

/** What the contents of a copy of a database were found to be. */
export interface BackupProof {
  /** Contents that a key opens. */
  readonly opened: number;
  /** Contents whose keys were destroyed since, as the journal says: they are erased. */
  readonly erased: number;
}

/** Finds out whether keys belong to a copy of a database. */
export interface KeyCheck {
  /** Looks at a row of the copy. */
  see(table: TableName, row: BackupRow): void;
  /**
   * Tells what was seen. A content without a key has to be erased by order; nobody takes a lost one for that.
   *
   * @param erased - Digests of what the journals know to be erased.
   * @throws AgencyError `GATEWAY_KEYS_MISSING`, `GATEWAY_KEYS_DIFFER`, `GATEWAY_KEYS_INCOMPLETE`.
   */
  finish(erased: ReadonlySet<string>): BackupProof;
}

/**
 * Begins to check whether keys belong to a copy of a database: the set that it names, and a key for each content.
 *
 * @param id - Names the set of keys; `undefined` if there is none.
 * @param journal - Names the journal that the database has to have been used with, if any.
 * @param opens - Whether a key opens a part of a message.
 */
export function createKeyCheck(
  { id, journal }: Pick<KeysAtHand, "id" | "journal">,
  opens: (digest: string, part: Part, octets: Uint8Array) => boolean,
): KeyCheck {
  const marks = new Map<unknown, unknown>();
  const [lacking, erasing, messages] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let opened = 0;
  const seeContent = (digest: string, part: Part, octets: Uint8Array): void => {
    messages.add(digest);
    if (!opens(digest, part, octets)) lacking.add(digest);
    else if (part === "content") opened++;
  };
  return {
    see(table, row) {
      const digest = String(row[table === "draft" ? "id" : "digest"]);
      if (table === "mark") marks.set(row["name"], row["value"]);
      if (table === "erasing") erasing.add(digest);
      if (table !== "inbox" && table !== "outbox" && table !== "draft") return;
      for (const part of PARTS) {
        const octets = row[part];
        if (octets instanceof Uint8Array) seeContent(digest, part, octets);
      }
    },
    finish(erased) {
      const [named, used] = [marks.get(KEYS_MARK), marks.get(JOURNAL_MARK)];
      if (named !== undefined && id === undefined) {
        throw new AgencyError("GATEWAY_KEYS_MISSING", "no keys are there, and none were given");
      }
      if (named !== undefined && named !== id) {
        throw new AgencyError("GATEWAY_KEYS_DIFFER", "the copy of the database names other keys");
      }
      if (journal !== undefined && typeof used === "string" && !used.startsWith(`${journal} `)) {
        const how = "put the newest copy of that, erasures.log, beside the copy of the keys";
        const why =
          "the database was used with another journal of erasures than lies in the folder";
        throw new AgencyError("GATEWAY_KEYS_MISSING", `${why}: ${how}`);
      }
      const lost = [...lacking].filter((digest) => !erased.has(digest) && !erasing.has(digest));
      if (lost.length > 0) throw incomplete(lost, messages.size);
      return { opened, erased: lacking.size };
    },
  };
}

function incomplete(lost: readonly string[], all: number): AgencyError {
  const some = lost.slice(0, MOST_NAMED).join(", ");
  const more = lost.length > MOST_NAMED ? ", and more" : "";
  const why = `${lost.length} of ${all} messages have no key, and no journal says that they were erased`;
  return new AgencyError("GATEWAY_KEYS_INCOMPLETE", `${why}: ${some}${more}`);
}

type Part = (typeof PARTS)[number];
/** What is kept of a message under its key, by the column. */
const PARTS = ["content", "sealed"] as const;
const MOST_NAMED = 3;
