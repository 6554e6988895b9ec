import type { Operation } from "../model/operation.ts";
import { PageQuery, pageOf } from "../types/page.ts";
import {
  ApprovalBody,
  DraftBody,
  DraftChange,
  DraftEntry,
  DraftParam,
  KeptDraft,
  Preview,
  Submitted,
} from "../types/sending.ts";
import { OF_DRAFT } from "./problems.ts";

const READERS = { roles: ["caseworker", "approver"], machine: true } as const;
const COMPOSERS = { roles: ["caseworker"], machine: true } as const;
const UNKNOWN = ["API_DRAFT_UNKNOWN"] as const;
const GONE = ["API_DRAFT_UNKNOWN", "API_DRAFT_CLOSED"] as const;

/** Drafts that are kept, approved and submitted. */
export const DRAFT_OPERATIONS = {
  keepDraft: {
    method: "post",
    path: "/v1/drafts",
    tag: "drafts",
    summary: "Keep a draft, to go on with it or to have it approved",
    access: COMPOSERS,
    body: DraftBody,
    status: 201,
    answer: DraftEntry,
    problems: OF_DRAFT,
  },
  listDrafts: {
    method: "get",
    path: "/v1/drafts",
    tag: "drafts",
    summary: "List the drafts that are open",
    access: READERS,
    query: PageQuery,
    status: 200,
    answer: pageOf(DraftEntry, "DraftPage"),
    problems: ["API_CURSOR_INVALID"],
  },
  readDraft: {
    method: "get",
    path: "/v1/drafts/:id",
    tag: "drafts",
    summary: "Read a draft",
    access: { ...READERS, reads: true },
    params: DraftParam,
    status: 200,
    answer: KeptDraft,
    problems: GONE,
  },
  changeDraft: {
    method: "put",
    path: "/v1/drafts/:id",
    tag: "drafts",
    summary: "Change a draft; what was approved of it is not approved any more",
    access: COMPOSERS,
    params: DraftParam,
    body: DraftChange,
    status: 200,
    answer: DraftEntry,
    problems: [...GONE, ...OF_DRAFT, "API_DRAFT_CHANGED"],
  },
  deleteDraft: {
    method: "delete",
    path: "/v1/drafts/:id",
    tag: "drafts",
    summary: "Delete a draft and destroy what it says",
    access: COMPOSERS,
    params: DraftParam,
    status: 204,
    problems: UNKNOWN,
  },
  previewDraft: {
    method: "post",
    path: "/v1/drafts/:id/preview",
    tag: "drafts",
    summary: "See what would be sent of a kept draft",
    access: { ...READERS, reads: true },
    params: DraftParam,
    status: 200,
    answer: Preview,
    problems: GONE,
  },
  approveDraft: {
    method: "post",
    path: "/v1/drafts/:id/approval",
    tag: "drafts",
    summary: "Approve what would be sent of a draft, as its second officer",
    access: { roles: ["approver"], machine: false },
    params: DraftParam,
    body: ApprovalBody,
    status: 200,
    answer: DraftEntry,
    problems: [...GONE, "GATEWAY_APPROVAL_OTHER", "GATEWAY_APPROVAL_NOT_INDEPENDENT"],
  },
  submitDraft: {
    method: "post",
    path: "/v1/drafts/:id/submission",
    tag: "drafts",
    summary: "Sign what is sent of a draft and queue it; doing so again sends nothing twice",
    access: COMPOSERS,
    params: DraftParam,
    status: 201,
    answer: Submitted,
    problems: [
      ...GONE,
      "GATEWAY_DRAFT_REFUSED",
      "GATEWAY_APPROVAL_NEEDED",
      "GATEWAY_APPROVAL_OTHER",
    ],
  },
} as const satisfies Record<string, Operation>;
