/**
 * Who has to change something before a retry can succeed.
 *
 * - `caller`: the request was wrong; sending it again unchanged will fail again.
 * - `peer`: the other agency broke the protocol; tell its operator.
 * - `self`: this node could not do its part; the same request may succeed later.
 */
export type Fault = "caller" | "peer" | "self";

/** One row of a package's error table. `docs/spec/errors.md` is generated from the tables. */
export interface ErrorEntry {
  readonly fault: Fault;
  /** One sentence without a final period, safe to show to the other side. */
  readonly title: string;
  /** What the reader should do next, one sentence, safe to show to the other side. */
  readonly hint: string;
  /** Section of the specification that requires the check, as `page#anchor`. */
  readonly spec: string;
  /** The structural check that fails with this code, if any. */
  readonly check?: StructuralCheck;
}

/**
 * Title and hint of a row in one text: the first sentence is the title, the rest the hint. The type asks
 * for two sentences.
 */
type ErrorText = `${string}. ${string}.`;

/** One row that has more than title and hint of its own, or a title with a full stop inside. */
type ErrorRow = Omit<ErrorEntry, "fault" | "spec">;

/** Makes the rows of an error table that share a fault and a section of the specification. */
export function errorRows<Code extends string>(
  fault: Fault,
  spec: string,
  rows: Readonly<Record<Code, ErrorText | ErrorRow>>,
): Readonly<Record<Code, ErrorEntry>> {
  const whole = Object.entries<ErrorText | ErrorRow>(rows).map(([code, row]) => {
    const own = typeof row === "string" ? splitText(row) : row;
    return [code, { fault, ...own, spec }];
  });
  return Object.fromEntries(whole) as Readonly<Record<Code, ErrorEntry>>;
}

/** What an error is made with, beside its code and message. */
export interface ErrorDetails extends ErrorOptions {
  readonly details?: Readonly<Record<string, unknown>>;
}

/** Adds to rows the structural check that fails with each of their codes. */
export function withCheck<Rows extends Readonly<Record<string, ErrorEntry>>>(
  check: StructuralCheck,
  rows: Rows,
): Readonly<Record<keyof Rows & string, ErrorEntry>> {
  const whole = Object.entries(rows).map(([code, row]) => [code, { ...row, check }]);
  return Object.fromEntries(whole) as Readonly<Record<keyof Rows & string, ErrorEntry>>;
}

function splitText(text: ErrorText): ErrorRow {
  const end = text.indexOf(". ");
  return { title: text.slice(0, end), hint: text.slice(end + 2) };
}

/**
 * Base of every error this toolkit throws on purpose.
 *
 * Branch on {@link code}, never on the message. Messages may name local paths and identifiers, so
 * they go to logs; only the code, its title and its hint cross the network. Neither ever holds a
 * value from a record.
 */
export class ProtocolError<Code extends string = string> extends Error {
  readonly code: Code;
  readonly fault: Fault;
  readonly title: string;
  readonly hint: string;
  /** Safe additions for the other side: ids of rules and fields, and pointers to them. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: Code, entry: ErrorEntry, message: string, options: ErrorDetails = {}) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
    this.fault = entry.fault;
    this.title = entry.title;
    this.hint = entry.hint;
    this.details = options.details ?? {};
  }
}

/** The structural checks, as the catalogue numbers them: E01 to E12. */
export type StructuralCheck = `E0${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | `E1${0 | 1 | 2}`;

/**
 * Result of a structural check of an opened message. A failing check throws, so it is never listed. A
 * check whose input is missing is `notEvaluated`, never passed.
 */
export interface StructuralResult {
  readonly rule: StructuralCheck;
  readonly outcome: "passed" | "notEvaluated";
  readonly missing?: readonly string[];
}
