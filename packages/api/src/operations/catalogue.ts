import type { Operation } from "../model/operation.ts";
import {
  CodeList,
  CodeListParams,
  CodeLists,
  Purposes,
  Sendable,
  SendableQuery,
} from "../types/catalogue.ts";
import { EVERYBODY } from "./access.ts";
import { OF_REGISTRY } from "./problems.ts";

/** What the catalogue and the agreements admit. None of it is about a person. */
export const CATALOGUE_OPERATIONS = {
  listPurposes: {
    method: "get",
    path: "/v1/purposes",
    tag: "catalogue",
    summary: "List the purposes of the catalogue, and what their conditions mean",
    access: EVERYBODY,
    status: 200,
    answer: Purposes,
    problems: [],
  },
  listCodeLists: {
    method: "get",
    path: "/v1/code-lists",
    tag: "catalogue",
    summary: "List the code lists, without their codes",
    access: EVERYBODY,
    status: 200,
    answer: CodeLists,
    problems: [],
  },
  getCodeList: {
    method: "get",
    path: "/v1/code-lists/:name",
    tag: "catalogue",
    summary: "Show a code list with its codes",
    access: EVERYBODY,
    params: CodeListParams,
    status: 200,
    answer: CodeList,
    problems: ["API_CODE_LIST_UNKNOWN"],
  },
  whatMayBeSent: {
    method: "get",
    path: "/v1/partners/sendable",
    tag: "catalogue",
    summary: "Say what may be sent to another agency, under each agreement in force with it",
    description:
      "It knows no message: consents, reasons and what sources forbid are looked at in the preview of a draft. What is left out here is never sent.",
    access: EVERYBODY,
    query: SendableQuery,
    status: 200,
    answer: Sendable,
    problems: ["GATEWAY_RECIPIENT_UNKNOWN", "TRUST_AGENCY_UNKNOWN", ...OF_REGISTRY],
  },
} as const satisfies Record<string, Operation>;
