import type { Operation } from "../model/operation.ts";
import {
  ActEntry,
  AlarmEntry,
  InboxEntry,
  OutboxEntry,
  RefusalEntry,
  RequestEntry,
  ReviewEntry,
} from "../types/entries.ts";
import {
  ActsQuery,
  AlarmsQuery,
  InboxQuery,
  OutboxQuery,
  RefusalsQuery,
  RequestsQuery,
  ReviewsQuery,
} from "../types/filters.ts";
import { pageOf } from "../types/page.ts";
import { EVERYBODY } from "./access.ts";

const CURSOR = ["API_CURSOR_INVALID"] as const;

/** Lists, newest first. None holds what a message says. */
export const LIST_OPERATIONS = {
  listInbox: {
    method: "get",
    path: "/v1/inbox",
    tag: "lists",
    summary: "List what arrived",
    access: EVERYBODY,
    query: InboxQuery,
    status: 200,
    answer: pageOf(InboxEntry, "InboxPage"),
    problems: CURSOR,
  },
  listOutbox: {
    method: "get",
    path: "/v1/outbox",
    tag: "lists",
    summary: "List what was sent, or is on its way",
    access: EVERYBODY,
    query: OutboxQuery,
    status: 200,
    answer: pageOf(OutboxEntry, "OutboxPage"),
    problems: CURSOR,
  },
  listRequests: {
    method: "get",
    path: "/v1/requests",
    tag: "lists",
    summary: "List requests that nobody has answered, the earliest deadline first",
    access: EVERYBODY,
    query: RequestsQuery,
    status: 200,
    answer: pageOf(RequestEntry, "RequestPage"),
    problems: CURSOR,
  },
  listReviews: {
    method: "get",
    path: "/v1/reviews",
    tag: "lists",
    summary: "List what arrived and has to be reviewed by a day, the earliest day first",
    access: EVERYBODY,
    query: ReviewsQuery,
    status: 200,
    answer: pageOf(ReviewEntry, "ReviewPage"),
    problems: CURSOR,
  },
  listRefusals: {
    method: "get",
    path: "/v1/refusals",
    tag: "lists",
    summary: "List packages that were refused",
    access: EVERYBODY,
    query: RefusalsQuery,
    status: 200,
    answer: pageOf(RefusalEntry, "RefusalPage"),
    problems: CURSOR,
  },
  listAlarms: {
    method: "get",
    path: "/v1/alarms",
    tag: "lists",
    summary: "List alarms: what a person must look at",
    access: EVERYBODY,
    query: AlarmsQuery,
    status: 200,
    answer: pageOf(AlarmEntry, "AlarmPage"),
    problems: CURSOR,
  },
  listActs: {
    method: "get",
    path: "/v1/acts",
    tag: "lists",
    summary: "List who has read, sent, approved and locked what",
    access: { roles: ["auditor"], machine: true },
    query: ActsQuery,
    status: 200,
    answer: pageOf(ActEntry, "ActPage"),
    problems: CURSOR,
  },
} as const satisfies Record<string, Operation>;
