import { described } from "@safepassage/schema/form";
import * as z from "zod";
import { ActName, AlarmName, INBOX_STATES, OUTBOX_STATES } from "./entries.ts";
import { PageQuery } from "./page.ts";
import { AskedEntity, Code, Day, Digest, Instant } from "./text.ts";

const shared = {
  messageType: Code.optional(),
  purpose: Code.optional(),
  since: described(Instant, "not before this time").optional(),
  until: described(Instant, "before this time").optional(),
  erased: described(z.boolean(), "only those that are erased, or none of them").optional(),
};

export const InboxQuery = PageQuery.extend({
  ...shared,
  sender: AskedEntity.optional(),
  state: z.enum(INBOX_STATES).optional(),
});

export const OutboxQuery = PageQuery.extend({
  ...shared,
  recipient: AskedEntity.optional(),
  state: z.enum(OUTBOX_STATES).optional(),
});

export const ActsQuery = PageQuery.extend({
  act: ActName.optional(),
  ref: described(
    z.string().regex(/^[\w-]{22}([\w-]{21})?$/),
    "only those about this message, by its digest, or this draft, by its id",
  ).optional(),
  since: shared.since,
  until: shared.until,
});

/** In a body: what names a person stands in no address. */
export const ActsSearch = ActsQuery.extend({
  officer: described(z.string().min(1).max(32), "the staff id"),
}).meta({ id: "ActsSearch" });

export const RequestsQuery = PageQuery.extend({
  side: z.enum(["owed", "awaited"]).optional(),
  overdue: described(z.boolean(), "only those whose time is over, or none of them").optional(),
});

export const ReviewsQuery = PageQuery.extend({
  by: described(Day, "only those that are due on this day or before").optional(),
  overdue: described(z.boolean(), "only those whose day is over, or none of them").optional(),
});

export const RefusalsQuery = PageQuery.extend({
  sender: AskedEntity.optional(),
  code: Code.optional(),
  since: shared.since,
  until: shared.until,
});

export const AlarmsQuery = PageQuery.extend({
  event: described(AlarmName, "only those of this kind").optional(),
  ref: described(Digest, "only those about this message or package").optional(),
});
