import type { Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** Finds the other party of each message, or refused package, by its digest. No content is read. */
export async function partnersIn(
  db: Kysely<Tables>,
  refs: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (refs.length === 0) return new Map();
  const refused = await db
    .selectFrom("refusal")
    .select(["sealed_digest as ref", "sender as partner"])
    .where("sealed_digest", "in", refs)
    .execute();
  const received = await db
    .selectFrom("inbox")
    .select(["digest as ref", "sender as partner"])
    .where("digest", "in", refs)
    .execute();
  const sent = await db
    .selectFrom("outbox")
    .select(["digest as ref", "recipient as partner"])
    .where("digest", "in", refs)
    .execute();
  return new Map(
    [...refused, ...received, ...sent].flatMap(({ ref, partner }) =>
      partner === null ? [] : [[ref, partner] as const],
    ),
  );
}
