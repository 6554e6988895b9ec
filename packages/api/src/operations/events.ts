import { described } from "@safepassage/schema/form";
import * as z from "zod";
import type { Operation } from "../model/operation.ts";
import { Change } from "../types/changes.ts";

/** A place in the events, as a stream names it. */
const Place = z.string().regex(/^[\w-]{1,128}$/);

/** Being told. */
export const EVENT_OPERATIONS = {
  followEvents: {
    method: "get",
    path: "/v1/events",
    tag: "events",
    summary: "Follow what arrives and changes, as server-sent events",
    description:
      "Each event has digests and states, and nothing of what a message says. A stream begins with the id of its place, in a block without data. After a break go on with the last id, in `Last-Event-ID` or `after`: nothing is left out. A comment comes every 15 seconds while nothing happens.",
    access: {
      roles: ["caseworker", "approver", "auditor", "operator", "dutyOfficer", "protectionOfficer"],
      machine: true,
    },
    query: z.strictObject({
      after: described(
        Place,
        "the id of the last event, where the header Last-Event-ID cannot be sent; left out, what happens from now on",
      ).optional(),
    }),
    header: z.object({
      "last-event-id": described(
        Place,
        "the id of the last event; left out, what happens from now on, or since `after`",
      ).optional(),
    }),
    status: 200,
    streams: Change,
    problems: ["API_EVENTS_GONE", "API_STREAMS_FULL", "API_STREAMS_OWN_FULL"],
  },
} as const satisfies Record<string, Operation>;
