import type { OperationId } from "./operations/all.ts";

/** A request and its answer, as a run of a real gateway has had them. */
export interface Example {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string | number | boolean>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** Left out where the answer has no body; of a stream, the data of one event. */
  readonly answer?: unknown;
}

/** What `examples.generated.json` holds. */
export interface Examples {
  readonly operations: Readonly<Partial<Record<OperationId, Example>>>;
  /** The problem document of a request that was refused. */
  readonly problem: unknown;
}

/** Loads the examples, which nothing but the document needs. */
export async function loadExamples(): Promise<Examples> {
  const { default: examples } = await import("./examples.generated.json", {
    with: { type: "json" },
  });
  return examples as Examples;
}

/** As much of an OpenAPI document as examples are put into. */
export interface Described {
  readonly paths?: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}

interface DescribedOperation {
  readonly operationId: OperationId;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: WithContent;
  readonly responses: Readonly<Record<string, WithContent>>;
}

interface WithContent {
  readonly content?: Readonly<Record<string, { examples?: object }>>;
}

interface Parameter {
  readonly in: "path" | "query" | "header";
  readonly name: string;
  examples?: object;
}

/**
 * Puts the examples of requests and answers into a document, in place.
 *
 * @param refusedAs - Status of the answer that has the problem document as its example.
 * @returns The examples that are shared, for the components.
 */
export function putExamples(
  { paths = {} }: Described,
  { operations, problem }: Examples,
  refusedAs: number,
): object {
  for (const operation of Object.values(paths).flatMap((path) => Object.values(path))) {
    const example = operations[operation.operationId];
    if (example !== undefined) putExample(operation, example);
    const refused = operation.responses[refusedAs]?.content?.[PROBLEM];
    if (refused !== undefined)
      refused.examples = { refused: { $ref: `#/components/examples/${SHARED}` } };
  }
  return { [SHARED]: { summary: "A parameter that cannot be read", value: problem } };
}

function putExample(operation: DescribedOperation, example: Example): void {
  const { params = {}, query = {}, headers = {}, body, answer } = example;
  const given = { path: params, query, header: headers };
  for (const parameter of operation.parameters ?? []) {
    const value = given[parameter.in][parameter.name];
    if (value !== undefined) parameter.examples = typical(value);
  }
  const { requestBody, responses } = operation;
  const done = Object.entries(responses).find(([status]) => status.startsWith("2"))?.[1];
  for (const content of Object.values(requestBody?.content ?? {})) content.examples = typical(body);
  for (const content of Object.values(done?.content ?? {})) content.examples = typical(answer);
}

const typical = (value: unknown) => ({ typical: { value } });

const PROBLEM = "application/problem+json";
const SHARED = "Refused";
