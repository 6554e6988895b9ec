import type { Operation } from "../model/operation.ts";
import { DigestParam } from "../types/findings.ts";
import {
  CaseSearch,
  Content,
  Custody,
  Evidence,
  FoundMessages,
  LabelsBody,
  Message,
  PersonSearch,
} from "../types/messages.ts";
import { PageQuery } from "../types/page.ts";

const UNKNOWN = ["GATEWAY_MESSAGE_UNKNOWN"] as const;
const EVERYBODY = [
  "caseworker",
  "approver",
  "auditor",
  "operator",
  "dutyOfficer",
  "protectionOfficer",
] as const;

/** One message, sent or received. */
export const MESSAGE_OPERATIONS = {
  getMessage: {
    method: "get",
    path: "/v1/messages/:digest",
    tag: "messages",
    summary: "Show what became of a message, without its content",
    access: { roles: EVERYBODY, machine: true },
    params: DigestParam,
    status: 200,
    answer: Message,
    problems: UNKNOWN,
  },
  readContent: {
    method: "get",
    path: "/v1/messages/:digest/content",
    tag: "messages",
    summary: "Read what a message says",
    description:
      "The request states a reason. Who has read which message for which reason is recorded. What is in quarantine is read by the two roles of the quarantine, who also read what arrived and tells of danger (`danger`), and in an emergency by a caseworker with the reason `BREAK_GLASS`: then a person is told at once.",
    access: {
      roles: ["caseworker", "approver", "dutyOfficer", "protectionOfficer"],
      machine: true,
      reads: true,
    },
    params: DigestParam,
    status: 200,
    answer: Content,
    problems: ["GATEWAY_MESSAGE_UNKNOWN", "API_CONTENT_ERASED", "API_CONTENT_QUARANTINED"],
  },
  labelMessage: {
    method: "post",
    path: "/v1/messages/:digest/labels",
    tag: "messages",
    summary: "Say which case and persons of the agency a message is about, to find it by them",
    description:
      "Their ids are stored as keyed hashes, and go with the content. A message that was sent with `case` and `people` has them already.",
    access: { roles: ["caseworker"], machine: true },
    params: DigestParam,
    body: LabelsBody,
    status: 204,
    problems: ["GATEWAY_MESSAGE_UNKNOWN", "API_CONTENT_ERASED"],
  },
  findByCase: {
    method: "post",
    path: "/v1/searches/case",
    tag: "messages",
    summary: "Find the messages of a case, without their content",
    access: { roles: ["caseworker", "approver"], machine: true },
    body: CaseSearch,
    status: 200,
    answer: FoundMessages,
    problems: [],
  },
  findByPerson: {
    method: "post",
    path: "/v1/searches/person",
    tag: "messages",
    summary: "Find the messages about a person, without their content",
    access: { roles: ["caseworker", "approver"], machine: true },
    body: PersonSearch,
    status: 200,
    answer: FoundMessages,
    problems: [],
  },
  getEvidence: {
    method: "get",
    path: "/v1/messages/:digest/evidence",
    tag: "messages",
    summary: "Get the signed message and its receipts, which prove what was sent and decided",
    access: { roles: EVERYBODY, machine: true },
    params: DigestParam,
    status: 200,
    answer: Evidence,
    problems: UNKNOWN,
  },
  getCustody: {
    method: "get",
    path: "/v1/messages/:digest/custody",
    tag: "messages",
    summary: "List what was done with a message, and by whom",
    access: { roles: ["auditor", "caseworker", "approver"], machine: true },
    params: DigestParam,
    query: PageQuery,
    status: 200,
    answer: Custody,
    problems: [...UNKNOWN, "API_CURSOR_INVALID"],
  },
} as const satisfies Record<string, Operation>;
