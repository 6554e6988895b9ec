/** How much the judge knows: the message alone, its context, its history. Each includes the one before. */
export type Tier = "schema" | "context" | "state";

/** Whether a finding refuses the message or only warns. */
export type Severity = "error" | "warn";

/** Where a rule is decided. `structural` checks are made when a message is opened. */
export type Stage = "structural" | Tier;

/**
 * The decision about a message.
 *
 * `quarantine` replaces `reject` if a life is at stake and nothing was forged or leaked: two named roles
 * may read the message, both supervisors are informed, and the sender has 24 hours to correct it.
 */
export type Verdict = "accept" | "acceptWithWarnings" | "reject" | "quarantine";

/** One rule that a message breaks, at one place. Holds ids but never a value of the message. */
export interface Finding {
  /** Id in the catalogue, `R01`. */
  readonly rule: string;
  /** Stable code, `R01_FIELD_NOT_PERMITTED`. Branch on it, never on the sentence. */
  readonly code: string;
  readonly severity: Severity;
  readonly stage: Stage;
  /** JSON Pointer (RFC 6901): `/clear/<claim>`, `/private/<claim>` or `/body/<gid>/<field>`. */
  readonly pointer: string;
  readonly groupKind?: string;
  /** Id of the field, if it is in the catalogue. */
  readonly field?: string;
  /** What is wrong, for a caseworker. */
  readonly sentence: string;
  readonly citation: string;
  /** How the citation was established, in the marks of the catalogue. */
  readonly citationStatus: string;
  /** Whether the cited law was read in a stored copy, not only recalled or read about. */
  readonly citationRead: boolean;
  /** What to do. */
  readonly fix: string;
  /** For a value of a correction: where the corrected message breaks the rule. */
  readonly corrected?: {
    /** Digest of that message. */
    readonly message: string;
    /** Pointer in that message. */
    readonly pointer: string;
  };
}

/** A rule, or part of one, that could not be judged. It never counts as passed. */
export interface NotEvaluated {
  readonly rule: string;
  /** Letter of the part, for a rule whose clauses need different inputs. */
  readonly part?: string;
  /** Missing claims of the message, missing facts of the judge, or the tier that was not asked for. */
  readonly missing: readonly string[];
}

/**
 * Result of judging one message, and for a correction also the corrected message. Every rule of the
 * catalogue is in exactly one of `evaluated`, `notApplicable` and `notImplemented`, or wholly or partly
 * in `notEvaluated`.
 */
export interface Judgement {
  readonly verdict: Verdict;
  readonly tier: Tier;
  /** Digest of the catalogue that was used. */
  readonly profile: string;
  readonly findings: readonly Finding[];
  /** Rules judged in full. They passed unless a finding names them. */
  readonly evaluated: readonly string[];
  /** Rules that do not apply to this message. */
  readonly notApplicable: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Rules of the catalogue that this version has no evaluator for. */
  readonly notImplemented: readonly string[];
  /** Packs of rules used, with their versions: `led 0.1.0`. */
  readonly packs: readonly string[];
}
