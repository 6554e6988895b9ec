import type { Kysely } from "kysely";
import type { HeldThat } from "../ports.ts";
import { type Prepared, prepared } from "./prepared.ts";
import type { Tables } from "./tables.ts";

/** Lists the messages of one box in an exchange with another agency of which something is true, as digests. */
export async function heldInExchange(
  db: Kysely<Tables>,
  box: keyof typeof IN_EXCHANGE,
  exchange: Exchange,
  { kind, ...given }: HeldThat,
): Promise<readonly string[]> {
  const ask = IN_EXCHANGE[box][kind] as Prepared<Exchange, { readonly digest: string }>;
  const { rows } = await ask(db, { ...exchange, ...given });
  return rows.map(({ digest }) => digest);
}

interface Exchange {
  readonly exchangeId: string;
  readonly other: string;
}

type Given<Kind extends HeldThat["kind"]> = Exchange &
  Omit<Extract<HeldThat, { readonly kind: Kind }>, "kind">;

const inExchange = (box: "outbox" | "inbox", other: "outbox.recipient" | "inbox.sender") => {
  const held = (db: Kysely<Tables>, given: Exchange) =>
    db
      .selectFrom(box)
      .select("digest")
      .where("exchange_id", "=", given.exchangeId)
      .where(other, "=", given.other);
  return {
    ofType: prepared((db, given: Given<"ofType">) =>
      held(db, given).where("message_type", "=", given.messageType),
    ),
    until: prepared((db, given: Given<"until">) =>
      held(db, given).where("erase_by", ">=", given.from).where("erase_by", "<", given.before),
    ),
    beyond: prepared((db, given: Given<"beyond">) =>
      held(db, given).where((is) =>
        is.or(
          given.ends.map(({ purpose, day }) =>
            is.and([is("purpose", "=", purpose), is("erase_by", ">", day)]),
          ),
        ),
      ),
    ),
    unanswered: prepared((db, given: Given<"unanswered">) =>
      held(db, given).where("answer_by", "is not", null).where("answered_at", "is", null),
    ),
  };
};

const IN_EXCHANGE = {
  outbox: inExchange("outbox", "outbox.recipient"),
  inbox: inExchange("inbox", "inbox.sender"),
};
