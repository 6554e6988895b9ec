/** A request that the gateway has refused (RFC 9457). */
export class GatewayProblem extends Error {
  /** Branch on it, never on the message. A failure of the gateway itself has none. */
  readonly code: string | undefined;
  readonly status: number;
  /** What to do. */
  readonly hint: string | undefined;
  /** The whole problem document, with the places that are wrong. */
  readonly problem: Readonly<Record<string, unknown>>;

  constructor(status: number, problem: Readonly<Record<string, unknown>>) {
    const text = (name: string): string | undefined =>
      typeof problem[name] === "string" ? problem[name] : undefined;
    super(text("title") ?? `the gateway answers ${status}`);
    this.name = "GatewayProblem";
    this.status = status;
    this.code = text("code");
    this.hint = text("hint");
    this.problem = problem;
  }
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
