// Without imports: pages take these, and nothing else of the API but its types.

/** Why somebody reads what a message says. The code is recorded with the reading. */
export const REASONS = {
  CASE_WORK: "work on the case that the message is about",
  ANSWER: "to answer the message",
  APPROVAL: "to approve what is going to be sent",
  CORRECTION: "to correct or to withdraw it",
  PERSON_REQUEST: "the person whom it is about has asked",
  SUPERVISION: "the supervisory authority has asked",
  BREAK_GLASS:
    "somebody is in danger, and nobody who may read it can be reached; a person is told at once",
} as const;

export type Reason = keyof typeof REASONS;

/** Why a second officer sends a draft back, and what that says to its composer. */
export const RETURN_REASONS = {
  TOO_MUCH: "more leaves than its purpose needs",
  TOO_LITTLE: "something is missing that the recipient needs",
  WRONG_VALUE: "a value is wrong, or in doubt",
  WRONG_RECIPIENT: "the recipient or the purpose is not right",
  NO_GROUND: "consent or legal basis do not carry it",
  DANGER: "it could put somebody in danger",
  OTHER: "something else; ask the second officer",
} as const;
export type ReturnReason = keyof typeof RETURN_REASONS;

/** Headers with which a request states who reads, and why. */
export const HEADERS = {
  reason: "safepassage-reason",
  officer: "safepassage-officer",
  assurance: "safepassage-assurance",
  /** For changes from a browser: the token of the page, as `whoAmI` gives it. */
  page: "safepassage-page",
} as const;
