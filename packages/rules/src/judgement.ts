/** How much the judge knows. Each tier includes the one before. */
export type Tier = "schema" | "context" | "state";

export type Severity = "error" | "warn";

/** Where a rule is decided; `structural` checks are made when a message is opened. */
export type Stage = "structural" | Tier;

/**
 * What becomes of a message.
 *
 * `quarantine` stands in place of `reject` where a life is at stake and nothing was forged or
 * leaked: two named roles may read the message, both supervisors are told, and the sender has 24
 * hours to mend it.
 */
export type Verdict = "accept" | "acceptWithWarnings" | "reject" | "quarantine";

/** One rule that a message breaks, at one place. Holds ids, and never a value of the message. */
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
  /** Id of the field, where it is in the catalogue. */
  readonly field?: string;
  /** What is wrong, for a caseworker. */
  readonly sentence: string;
  readonly citation: string;
  /** How the citation was established, in the marks of the catalogue. */
  readonly citationStatus: string;
  /** Whether the law cited was read in a stored copy, and not only recalled or read about. */
  readonly citationRead: boolean;
  /** What to do. */
  readonly fix: string;
  /** Of a value that a correction carries: where the rule is broken in the message that it corrects. */
  readonly corrected?: {
    /** Digest of that message. */
    readonly message: string;
    /** In that message. */
    readonly pointer: string;
  };
}

/** A rule, or the part of one, that could not be judged. It never counts as passed. */
export interface NotEvaluated {
  readonly rule: string;
  /** Letter of the part, for a rule whose clauses need different inputs. */
  readonly part?: string;
  /** Claims of the message, facts of the judge, or the tier that was not asked for. */
  readonly missing: readonly string[];
}

/**
 * Result of judging one message; of a correction, together with the message that it corrects. Every rule of the catalogue is in exactly one of `evaluated`,
 * `notApplicable`, `notImplemented`, or, whole or in part, in `notEvaluated`.
 */
export interface Judgement {
  readonly verdict: Verdict;
  readonly tier: Tier;
  /** Digest of the catalogue that decided. */
  readonly profile: string;
  readonly findings: readonly Finding[];
  /** Rules judged in full. They passed unless a finding names them. */
  readonly evaluated: readonly string[];
  /** Rules that have nothing to say about this message. */
  readonly notApplicable: readonly string[];
  readonly notEvaluated: readonly NotEvaluated[];
  /** Rules of the catalogue that this version has no evaluator for. */
  readonly notImplemented: readonly string[];
  /** Packs of rules that it was judged by, with their versions: `led 0.1.0`. */
  readonly packs: readonly string[];
}
