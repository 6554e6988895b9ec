import { type Kysely, sql } from "kysely";
import type { ContentCipher } from "../keys/content-cipher.ts";
import type { Need } from "../need.ts";
import type { RefusalRow } from "../rows.ts";
import { orNull, toJson } from "./encode.ts";
import { prepared } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** Stores a refusal as `Inbox.addRefusal` says. */
export async function addRefusal(
  db: Kysely<Tables>,
  { requireRoom }: Pick<ContentCipher, "requireRoom">,
  { sealedDigest, digest, sender, code, rules, at, receipts }: RefusalRow,
  { keep, need }: { readonly keep: number; readonly need?: Need | undefined },
): Promise<void> {
  if (digest !== undefined) {
    const { rows } = await SEALED_OTHERWISE(db, { digest, code, sealedDigest });
    if (rows.length > 0) return;
  }
  const said = {
    ...{ digest: orNull(digest), sender: orNull(sender), code, at },
    ...{ rules: toJson(rules), receipts: toJson(receipts) },
  };
  requireRoom(said.receipts.length, () => need ?? "room");
  await db
    .insertInto("refusal")
    .values({ sealed_digest: sealedDigest, ...said })
    .onConflict((conflict) => {
      const again = conflict.column("sealed_digest").doUpdateSet(said);
      return sender === undefined ? again.where("refusal.sender", "is", null) : again;
    })
    .execute();
  await prune(db, sender, keep);
}

/** Finds the refusal of a sealed package. */
export const findRefusal = (db: Kysely<Tables>, sealedDigest: string) =>
  db.selectFrom("refusal").selectAll().where("sealed_digest", "=", sealedDigest).executeTakeFirst();

/** Whether a refusal of a message is kept, under whatever seal it came. */
export async function wasRefused(db: Kysely<Tables>, digest: string): Promise<boolean> {
  const { rows } = await REFUSED(db, { digest });
  return rows.length > 0;
}

/** Removes the refusals of a sender that are beyond the newest. With each new one another goes, so few are looked at. */
async function prune(db: Kysely<Tables>, sender: string | undefined, keep: number): Promise<void> {
  const beyond = db
    .selectFrom("refusal")
    .select("position")
    .where((is) => (sender === undefined ? is("sender", "is", null) : is("sender", "=", sender)))
    .orderBy("position", "desc")
    .limit(PART)
    .offset(keep);
  await db
    .deleteFrom("refusal")
    .where("position", "in", beyond)
    .where("code", "<>", "rejected")
    .where(HAS_NO_ALARM)
    .execute();
}

/** An alarm finds its sender here. Of one sender there are few. */
const HAS_NO_ALARM = sql<boolean>`not exists (select 1 from event
  where kind in ('emergencyRefused', 'manyEmergenciesRefused') and ref = sealed_digest)`;
const REFUSED = prepared((db, { digest }: { readonly digest: string }) =>
  db.selectFrom("refusal").select("position").where("digest", "=", digest).limit(1),
);
const SEALED_OTHERWISE = prepared(
  (db, { digest, code, sealedDigest }: Record<"digest" | "code" | "sealedDigest", string>) =>
    db
      .selectFrom("refusal")
      .select("position")
      .where("digest", "=", digest)
      .where("code", "=", code)
      .where("sealed_digest", "<>", sealedDigest)
      .limit(1),
);
/** Most refusals that are looked at for one new. More than one, for stores of versions that kept them all. */
const PART = 64;
