import type { ProblemCode } from "@safepassage/api";

/** A request that the gateway has refused (RFC 9457). */
export class GatewayProblem extends Error {
  /** Branch on it, never on the message. A failure of the gateway itself has none; a newer gateway may have another. */
  readonly code: ProblemCode | Other | undefined;
  readonly status: number;
  /** What to do. */
  readonly hint: string | undefined;
  /** The places that are wrong, each as a JSON Pointer with what to do; empty if none is named. */
  readonly issues: readonly WrongPlace[];
  /** What is wrong with a draft that is refused, as its recipient would find it; empty if that is not why. */
  readonly findings: readonly Fault[];
  /** The whole problem document. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Readonly<Record<string, unknown>>) {
    const text = (name: string): string | undefined =>
      typeof problem[name] === "string" ? problem[name] : undefined;
    super(text("title") ?? `the gateway answers ${status}`);
    this.name = "GatewayProblem";
    this.status = status;
    this.code = text("code");
    this.hint = text("hint");
    this.issues = textsIn(problem["issues"], OF_PLACE);
    this.findings = textsIn(problem["findings"], OF_FAULT).filter(isFault);
    this.problem = problem;
  }
}

/** Any other text. The known ones are offered beside it all the same. */
export type Other = string & {};

/** A place of a request that is wrong. */
export interface WrongPlace {
  /** JSON Pointer into the body, or the name of a parameter after a slash. */
  readonly pointer?: string;
  readonly code?: string;
  /** What is wrong, for a caseworker. */
  readonly sentence?: string;
  /** What to do. */
  readonly fix?: string;
  /** Id of the field, if it is in the catalogue. */
  readonly field?: string;
  /** Path of the code list that has what may stand here. */
  readonly codes?: string;
  /** The expression that a text here matches. */
  readonly pattern?: string;
  /** An invented text that may stand here. */
  readonly example?: string;
}

/** A rule that a draft breaks, at one place. */
export interface Fault {
  readonly rule: string;
  /** Branch on it, never on the sentence. */
  readonly code: string;
  readonly severity: string;
  /** JSON Pointer into the message. */
  readonly pointer: string;
  readonly groupKind?: string;
  /** Id of the field, if it is in the catalogue. */
  readonly field?: string;
  /** What is wrong, for a caseworker. */
  readonly sentence: string;
  readonly citation: string;
  /** What to do. */
  readonly fix: string;
}

const OF_PLACE = [
  "pointer",
  "code",
  "sentence",
  "fix",
  "field",
  "codes",
  "pattern",
  "example",
] as const;
const REQUIRED = ["rule", "code", "severity", "pointer", "sentence", "citation", "fix"] as const;
const OF_FAULT = [...REQUIRED, "groupKind", "field"] as const;

const isFault = (texts: Texts<keyof Fault>): texts is Fault =>
  REQUIRED.every((name) => texts[name] !== undefined);

type Texts<Name extends string> = Readonly<Partial<Record<Name, string>>>;

/** The texts of a list by these names. A proxy in between may answer anything: what is no text is left out. */
function textsIn<Name extends string>(
  list: unknown,
  names: readonly Name[],
): readonly Texts<Name>[] {
  if (!Array.isArray(list)) return [];
  return list.map((each: unknown) => {
    const of = (each ?? {}) as Readonly<Record<string, unknown>>;
    const texts = names.filter((name) => typeof of[name] === "string");
    return Object.fromEntries(texts.map((name) => [name, of[name]])) as Texts<Name>;
  });
}

/** An answer of the client, with its type. */
interface TypedResponse<T, Status extends number = number> {
  readonly ok: boolean;
  readonly status: Status;
  json(): Promise<T>;
  text(): Promise<string>;
}

/** What an operation answers if it is not refused. */
type Answered<R> =
  R extends TypedResponse<infer T, 200 | 201>
    ? T
    : R extends TypedResponse<infer _, 204>
      ? undefined
      : never;

/**
 * Waits for an answer, and takes its body out.
 *
 * @throws {@link GatewayProblem} for whatever is refused.
 */
export async function answerOf<R extends TypedResponse<unknown>>(
  asking: Promise<R>,
): Promise<Answered<R>> {
  const response = await asking;
  if (!response.ok) throw new GatewayProblem(response.status, await readProblem(response));
  const value = response.status === 204 ? undefined : await response.json();
  return value as Answered<R>;
}

async function readProblem(response: TypedResponse<unknown>): Promise<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(await response.text());
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    // A proxy in between speaks no JSON.
    return {};
  }
}
