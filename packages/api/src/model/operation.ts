import type * as z from "zod";

/** What somebody may do at an agency. The configuration says which claims of its provider give which role. */
export const ROLES = {
  caseworker: "composes and sends messages, and reads those that arrive",
  approver: "approves what another officer has composed",
  auditor: "sees who did what, and no content",
  operator: "sees how the gateway is, and no content",
  dutyOfficer: "reads the quarantine",
  protectionOfficer: "reads the quarantine",
} as const;

export type Role = keyof typeof ROLES;

/** Who may make a request. */
export interface Access {
  /** Officers: one of these roles is enough. */
  readonly roles: readonly Role[];
  /** Whether the agency's own systems may too. */
  readonly machine: boolean;
  /**
   * Whether the answer holds what a message says. Then the request states a reason, and that of a system also for which
   * officer it asks. It is recorded.
   */
  readonly reads?: true;
}

/** What the operations are about, in the order of the document. */
export const TAGS = {
  lists: "What arrived, what was sent, which answers are open, what was refused",
  messages: "One message, named by its digest",
  sending: "Preparing, sending, withdrawing, reviewing",
  drafts: "Drafts that are kept, approved by a second officer, and submitted",
  events: "Being told of what arrives and changes",
  catalogue: "Codes, purposes, and what may be sent to whom",
  gateway: "How the gateway is, and who asks",
} as const;

/** One request that the gateway answers. All of the local API is a table of these. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "delete";
  /** With parameters as Hono writes them: `/v1/messages/:digest`. */
  readonly path: `/v1/${string}`;
  readonly tag: keyof typeof TAGS;
  /** One line, without a full stop. */
  readonly summary: string;
  /** What the summary does not say, in plain sentences. */
  readonly description?: string;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /** Headers of its own, beside those that say who reads or that nothing is done twice. */
  readonly header?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Whether it takes an idempotency key: the same request again does nothing twice. */
  readonly isOnce?: true;
  readonly status: 200 | 201 | 204;
  /** Body of the answer; left out with status 204, and where it is a stream. */
  readonly answer?: z.ZodType;
  /** Data of the events, where the answer is a stream of them (server-sent events). */
  readonly streams?: z.ZodType;
  /** Codes of problems of its own, beside those that every operation has. */
  readonly problems: readonly string[];
}

/** Parts of a request, read and checked. */
export interface Given<O extends Operation> {
  readonly params: Read<O["params"]>;
  readonly query: Read<O["query"]>;
  readonly body: Read<O["body"]>;
}

/** What the handler of an operation returns. */
export type AnswerOf<O extends Operation> = O["streams"] extends z.ZodType
  ? Response
  : O["answer"] extends z.ZodType
    ? z.output<O["answer"]>
    : undefined;

type Read<T> = T extends z.ZodType ? z.output<T> : undefined;
