import type { AnswerOf, OPERATIONS } from "@safepassage/api";
import type { Body, ReceiptClaims } from "@safepassage/schema";

type Preview = AnswerOf<typeof OPERATIONS.preview>;
type Shown = AnswerOf<typeof OPERATIONS.getMessage>;

/** What became of one value, and why. */
export type AccountEntry = Preview["account"][number];
/** What a rule has found. */
export type Finding = Preview["judgement"]["findings"][number];
/** The time that the law gives for an answer. */
export type AnswerClock = NonNullable<Shown["answerClock"]>;

/** Something that a step tells. */
export type Part =
  | HeadingPart
  | MessagePart
  | LeftBehindPart
  | DraftFilePart
  | AccountPart
  | UnaskedPart
  | UnsentPart
  | ClosedListPart
  | RunningPart
  | AnsweredPart
  | ReceiptsPart
  | RefusedAtHomePart
  | BypassPart
  | SentPart
  | ErasedPart
  | HeldPart
  | MendedPart
  | ValidatedPart
  | EndOfOrderPart
  | OfficersPart
  | ActPart
  | ActsPart;

export type PartOf<Kind extends Part["kind"]> = Extract<Part, { readonly kind: Kind }>;

/** What kind of message goes, for what, on which ground. */
export interface HeadingPart {
  readonly kind: "heading";
  readonly messageType: string;
  readonly purpose?: string;
  readonly legalBases: readonly string[];
}

/** The message of the step: both consoles show it. */
export interface MessagePart {
  readonly kind: "message";
  readonly digest: string;
  readonly sender: string;
  readonly recipient: string;
}

/** Columns of the case file that the importer did not even read. */
export interface LeftBehindPart {
  readonly kind: "leftBehind";
  readonly file: string;
  readonly reasons: readonly {
    /** Names the sentence, for translations. */
    readonly reason: string;
    readonly says: string;
    readonly columns: readonly string[];
  }[];
  /** Columns that hold nothing in this case. */
  readonly empty: readonly string[];
}

/** The draft comes from a file in the gateway's own format. */
export interface DraftFilePart {
  readonly kind: "draftFile";
  readonly name: string;
}

/** Value by value: what the sender had, what went, and why the rest did not. */
export interface AccountPart {
  readonly kind: "account";
  /** Where the sender had it. */
  readonly where: "caseFile" | "draft" | "answer";
  readonly body: Body;
  readonly account: readonly AccountEntry[];
}

/** What would become of fields that the case holds beside, had they been asked for. */
export interface UnaskedPart {
  readonly kind: "unasked";
  readonly fields: readonly string[];
  readonly account: readonly AccountEntry[];
}

/** What would become of another case, which is not sent. */
export interface UnsentPart {
  readonly kind: "unsent";
  readonly says: string;
  readonly body: Body;
  readonly account: readonly AccountEntry[];
}

/** Fields of an alert beside the closed list of the law. */
export interface ClosedListPart {
  readonly kind: "closedList";
  readonly fields: readonly { readonly field: string; readonly hasArrived: boolean }[];
}

/** Who awaits an answer, and who owes it. */
export interface Parties {
  readonly asker: string;
  readonly answerer: string;
}

/** Answers that are owed or awaited. */
export interface Counts {
  readonly open: number;
  readonly overdue: number;
}

/** The clock of a request as each side shows it, with what each still owes or awaits. */
export interface Clocks {
  readonly between: Parties;
  readonly asker: AnswerClock;
  readonly answerer: AnswerClock;
  readonly awaited: Counts;
  readonly owed: Counts;
}

/** The time for an answer runs. */
export interface RunningPart {
  readonly kind: "running";
  readonly period: {
    /** Instrument that sets it; left out where the purpose does. */
    readonly basis?: string;
    readonly hours: number;
    readonly urgent: boolean;
    readonly access: string;
    readonly citation: string;
    readonly citationStatus: string;
  };
  readonly clocks: Clocks;
}

/** The answer has come, and the time stands still. */
export interface AnsweredPart {
  readonly kind: "answered";
  readonly clocks: Clocks;
}

/** What the recipient has signed, and whether it is what was expected. */
export interface ReceiptsPart {
  readonly kind: "receipts";
  readonly receipts: readonly ReceiptClaims[];
  /** The same as they were signed. */
  readonly jwts: readonly string[];
  readonly expected: {
    readonly verdict: string;
    readonly rules: readonly string[];
    /** The code with which it is refused on opening. */
    readonly refused?: string;
  };
  /** Rules that somebody judged in full and found nothing. */
  readonly passed: readonly { readonly rule: string; readonly by: string }[];
  readonly differences: readonly Difference[];
}

/** How what the recipient has signed differs from what was expected. */
export type Difference =
  | { readonly kind: "noDecision" }
  | { readonly kind: "otherVerdict"; readonly found: string; readonly expected: string }
  /** Its code was expected. It answered another code or a verdict; left out, nothing. */
  | { readonly kind: "otherAnswer"; readonly found?: string; readonly expected: string }
  | { readonly kind: "notPassed"; readonly rule: string }
  | { readonly kind: "notFound"; readonly rule: string };

/** What a gateway says where it refuses something. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  /** Left out where it was refused before any rule was asked. */
  readonly findings?: readonly Finding[];
}

/** The sender's own gateway refuses a draft. */
export interface RefusedAtHomePart {
  readonly kind: "refusedAtHome";
  readonly sender: string;
  readonly body: Body;
  readonly refusal: Refusal;
}

/** The sender's checks are bypassed, so that the recipient decides alone. */
export interface BypassPart {
  readonly kind: "bypass";
  readonly sender: string;
  /** The signed message: a JWT, with digests in place of its values. */
  readonly signed: string;
}

/** What a message holds that no case file stands behind. */
export interface SentPart {
  readonly kind: "sent";
  readonly body: Body;
}

/** What is left of a message once its content is destroyed. Its proofs were verified. */
export interface ErasedPart {
  readonly kind: "erased";
  readonly recipient: string;
  /** Whether the recipient still gives the content out. */
  readonly isStillThere: boolean;
  readonly digest: string;
  readonly purpose: string;
  readonly legalBases: readonly string[];
  readonly sender: string;
  readonly to: string;
  readonly createdAt: string;
  readonly receipts: readonly string[];
}

/** A faulty warning waits in quarantine. */
export interface HeldPart {
  readonly kind: "held";
  readonly sender: string;
  readonly recipient: string;
  readonly body: Body;
  readonly findings: readonly Finding[];
  readonly mendBy: string;
  /** Countries whose supervisory authorities are told. */
  readonly countries: readonly string[];
}

/** A sound message has taken the place of a faulty one, or has not. */
export interface MendedPart {
  readonly kind: "mended";
  /** Step of the faulty one. */
  readonly step: string;
  readonly isMended: boolean;
}

/** What a judge validated beside what is ordered with it. */
export interface ValidatedPart {
  readonly kind: "validated";
  readonly validated: Body;
  readonly ordered: Body;
}

/** The end of an order, which the gateway of its sender has written into it. */
export interface EndOfOrderPart {
  readonly kind: "endOfOrder";
  readonly at?: string;
}

/** Who the officers of an agency are. */
export interface OfficersPart {
  readonly kind: "officers";
  readonly agency: string;
  readonly people: readonly {
    readonly id: string;
    readonly work: string;
    readonly groups: readonly string[];
  }[];
}

/** What somebody does, and what the gateway says to it. */
export interface ActPart {
  readonly kind: "act";
  /** Names the sentence, for translations. */
  readonly act: string;
  readonly says: string;
  /** `done`, or the code with which it was refused. */
  readonly found: string;
}

/** What an auditor sees. */
export interface ActsPart {
  readonly kind: "acts";
  readonly acts: readonly {
    readonly act: string;
    readonly at: string;
    readonly officer?: string;
    readonly code?: string;
  }[];
}
