/** A request that the gateway has refused (RFC 9457). */
export class GatewayProblem extends Error {
  /** Branch on it, never on the message. A failure of the gateway itself has none. */
  readonly code: string | undefined;
  readonly status: number;
  /** What to do. */
  readonly hint: string | undefined;
  /** The places that are wrong, each as a JSON Pointer with what to do; empty if none is named. */
  readonly issues: readonly WrongPlace[];
  /** The whole problem document. Of a draft that is refused it has the `findings`. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Readonly<Record<string, unknown>>) {
    const text = (name: string): string | undefined =>
      typeof problem[name] === "string" ? problem[name] : undefined;
    super(text("title") ?? `the gateway answers ${status}`);
    this.name = "GatewayProblem";
    this.status = status;
    this.code = text("code");
    this.hint = text("hint");
    this.issues = readIssues(problem["issues"]);
    this.problem = problem;
  }
}

/** A place of a request that is wrong. */
export interface WrongPlace {
  /** JSON Pointer into the body, or the name of a parameter after a slash. */
  readonly pointer?: string;
  readonly code?: string;
  /** What to do. */
  readonly fix?: string;
}

/** A proxy in between may answer anything: what is no text is left out. */
function readIssues(issues: unknown): readonly WrongPlace[] {
  if (!Array.isArray(issues)) return [];
  return issues.map((issue: unknown) => {
    const { pointer, code, fix } = (issue ?? {}) as Readonly<Record<string, unknown>>;
    return {
      ...(typeof pointer === "string" && { pointer }),
      ...(typeof code === "string" && { code }),
      ...(typeof fix === "string" && { fix }),
    };
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
