import type { Operation } from "../model/operation.ts";
import { DigestParam } from "../types/findings.ts";
import { CaseBody, CasePage, Content, Custody, Evidence, Message } from "../types/messages.ts";

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
      "The request states a reason. Who has read which message for which reason is recorded. What is in quarantine is read by the two roles of the quarantine, and in an emergency by a caseworker with the reason `BREAK_GLASS`: then a person is told at once.",
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
  fileMessage: {
    method: "post",
    path: "/v1/messages/:digest/case",
    tag: "messages",
    summary: "File a message under a case of the agency",
    description:
      "The id of the case is stored as a keyed hash, and goes with the content. A message that was sent with a case is filed already.",
    access: { roles: ["caseworker"], machine: true },
    params: DigestParam,
    body: CaseBody,
    status: 204,
    problems: ["GATEWAY_MESSAGE_UNKNOWN", "API_CONTENT_ERASED"],
  },
  findByCase: {
    method: "post",
    path: "/v1/searches/case",
    tag: "messages",
    summary: "Find the messages of a case, without their content",
    access: { roles: ["caseworker", "approver"], machine: true },
    body: CaseBody,
    status: 200,
    answer: CasePage,
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
    status: 200,
    answer: Custody,
    problems: UNKNOWN,
  },
} as const satisfies Record<string, Operation>;
