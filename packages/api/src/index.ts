export { codesOf, type ProblemCode } from "./codes.ts";
export { API_ERRORS, ApiError, type ApiErrorCode } from "./errors.ts";
export { type Example, type Examples, loadExamples } from "./examples.ts";
export {
  type Access,
  type AnswerOf,
  type Given,
  type Operation,
  ROLES,
  type Role,
} from "./model/operation.ts";
export { describeApi } from "./openapi.ts";
export { OPERATIONS, type OperationId } from "./operations/all.ts";
export { HEADERS, REASONS, RETURN_REASONS, type Reason, type ReturnReason } from "./reasons.ts";
export type { Api } from "./routes.ts";
export type { ChangeKind } from "./types/changes.ts";
export { OfficerHeaders } from "./types/headers.ts";
export type { Draft } from "./types/sending.ts";
