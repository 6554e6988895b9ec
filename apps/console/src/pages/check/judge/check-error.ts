/**
 * Why the page does not take something. The words for each stand in the area `check`: `error.CODE` and `errorFix.CODE`.
 *
 * What the command line refuses for the same reason has the same name behind the prefix: `CHECK_FILE_TOO_LARGE` is
 * `CLI_FILE_TOO_LARGE`.
 */
export type CheckCode =
  | "CHECK_DRAFT_REQUEST"
  | "CHECK_EMPTY"
  | "CHECK_FAILED"
  | "CHECK_FILE_MARKED"
  | "CHECK_FILE_TOO_LARGE"
  | "CHECK_FILE_UNREADABLE"
  | "CHECK_KEY_WITHOUT_SIGNATURE"
  | "CHECK_KIND_UNKNOWN"
  | "CHECK_NO_CRYPTO"
  | "CHECK_OTHER_SIGNED"
  | "CHECK_PRIVATE_KEY"
  | "CHECK_RECEIPT_OF_NONE"
  | "CHECK_REGISTRY_OLDER"
  | "CHECK_SEALED"
  | "CHECK_SEVERAL_MESSAGES"
  | "CHECK_TOO_MANY"
  | "CHECK_TOO_MANY_SIGNED";

/** The page does not take something. */
export class CheckError extends Error {
  readonly code: CheckCode;

  constructor(code: CheckCode, options?: ErrorOptions) {
    super(code, options);
    this.code = code;
  }
}
