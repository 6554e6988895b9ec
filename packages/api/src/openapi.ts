import {
  alike,
  describeChecks,
  type JsonSchema,
  sentenceOf,
} from "@safepassage/schema/json-schema";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import { codesOf } from "./codes.ts";
import { type Described, loadExamples, putExamples } from "./examples.ts";
import { type Operation, TAGS } from "./model/operation.ts";
import { withAnswersOpen } from "./open-answers.ts";
import { OPERATIONS } from "./operations/all.ts";
import { Told } from "./types/changes.ts";
import { OnceHeaders, ReadingHeaders } from "./types/headers.ts";
import { Problem } from "./types/problem.ts";

/**
 * Makes the OpenAPI 3.1 document of the local API, with its examples. These are loaded for it only.
 *
 * @param statusOf - The HTTP status of a code of a problem.
 * @param version - Version of the program.
 */
export async function describeApi(
  statusOf: (code: string) => number,
  version: string,
): Promise<object> {
  const definitions: Record<string, JsonSchema> = {};
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const [id, operation] of Object.entries<Operation>(OPERATIONS)) {
    const path = operation.path.replaceAll(/:(\w+)/g, "{$1}");
    paths[path] = { ...paths[path], [operation.method]: describe(id, operation, statusOf) };
  }
  const document = createDocument(
    {
      openapi: "3.1.1",
      info: {
        title: "Safepassage: local API of a gateway",
        version,
        license: { name: "Apache-2.0", identifier: "Apache-2.0" },
        description:
          "What an agency's own systems and officers ask their gateway. It listens on the agency's own machine; other agencies reach none of this. Patterns are read as Unicode, as ECMA-262 does with the flag `u`.",
      },
      servers: [{ url: "http://127.0.0.1:8402", description: "The gateway's local port." }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      security: [{ token: [] }],
      paths: paths as ZodOpenApiPathsObject,
      webhooks: WEBHOOKS,
      components: {
        securitySchemes: {
          token: {
            type: "http",
            scheme: "bearer",
            description:
              "The token of the agency's own systems, or an access token (RFC 9068) of an officer from the agency's provider.",
          },
        },
      },
    },
    {
      override: ({ zodSchema, jsonSchema }) => {
        const said = describeChecks(zodSchema);
        if (said !== undefined) {
          for (const name of Object.keys(jsonSchema)) delete jsonSchema[name as never];
          Object.assign(jsonSchema, said.schema);
          Object.assign(definitions, said.definitions);
        }
        // That a list is not changed by our own code is nothing to OpenAPI, where `readOnly` keeps a member out of a request.
        delete jsonSchema.readOnly;
        const sentence = sentenceOf(zodSchema);
        if (sentence !== undefined) jsonSchema.description = sentence;
      },
    },
  );
  const refusedAs = statusOf("API_PARAMETER_INVALID");
  const shared = putExamples(document as object as Described, await loadExamples(), refusedAs);
  const { components } = document;
  // Only now: zod-openapi looks up each reference to a component, and knows its own only.
  const whole = inComponents({
    ...document,
    components: {
      ...components,
      schemas: { ...components?.schemas, ...definitions },
      examples: shared,
    },
  });
  return withPatternsAlike(withAnswersOpen(whole)) as object;
}

function describe(
  id: string,
  operation: Operation,
  statusOf: (code: string) => number,
): ZodOpenApiOperationObject {
  const { access, tag, answer, streams, status, isOnce } = operation;
  const { params: path, query, body, summary, description } = operation;
  const { header = access.reads === true ? ReadingHeaders : isOnce && OnceHeaders } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary: `${summary}.`,
    description: [description, `For: ${forWhom(access)}.`].filter(Boolean).join(" "),
    requestParams: {
      ...(path && { path }),
      ...(query && { query }),
      ...(header && { header }),
    },
    ...(body && {
      requestBody: { required: true, content: { "application/json": { schema: body } } },
    }),
    responses: {
      [`${status}`]: { description: `${summary}.`, ...contentOf({ answer, streams }) },
      ...UNCODED,
      ...problemsOf(operation, statusOf),
    },
  };
}

function contentOf({ answer, streams }: Record<"answer" | "streams", Operation["answer"]>) {
  if (streams !== undefined) {
    // OpenAPI 3.1 has no words for a stream: the schema is that of the data of one event.
    return { content: { "text/event-stream": { schema: streams } } };
  }
  return answer === undefined ? {} : { content: { "application/json": { schema: answer } } };
}

function problemsOf(
  operation: Operation,
  statusOf: (code: string) => number,
): ZodOpenApiOperationObject["responses"] {
  const codes = codesOf(operation);
  const byStatus = Map.groupBy(codes, statusOf);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, of]) => [
        `${status}`,
        {
          description: `A problem: ${of.join(", ")}.`,
          ...(of.includes(BUSY) && { headers: RETRY_AFTER }),
          ...(status === UNAUTHORISED && { headers: CHALLENGE }),
          content: { "application/problem+json": { schema: problemOf(of) } },
        },
      ]),
  );
}

/** A problem with one of these codes, so that a generated client knows them too. */
const problemOf = (codes: readonly string[]): { allOf: object[] } => ({
  allOf: [{ $ref: "#/components/schemas/Problem" }, { properties: { code: { enum: codes } } }],
});

/** What the gateway asks of a program of the agency: the only request that goes the other way. */
const WEBHOOKS: ZodOpenApiPathsObject = {
  changes: {
    post: {
      operationId: "takeChanges",
      tags: ["events"],
      summary: "Take changes, at an address that `gateway.webhooks` names.",
      description:
        "Each comes at least once, and in order. The request is signed with the key of the agency (RFC 9421), and has no token.",
      security: [],
      requestBody: { required: true, content: { "application/json": { schema: Told } } },
      responses: {
        "2XX": { description: "They are taken." },
        default: { description: "They come again, as after any answer but 2XX." },
      },
    },
  },
};

const PROBLEM = { "application/problem+json": { schema: Problem } };

/** Answers that have no code, whatever was asked. */
const UNCODED = {
  408: { description: "A problem without a code: the request came too slowly.", content: PROBLEM },
  500: { description: "A problem without a code: the gateway itself failed.", content: PROBLEM },
};

const UNAUTHORISED = 401;
const CHALLENGE = {
  "www-authenticate": {
    description:
      "How requests are authenticated (RFC 9110, Section 11.6.1): `Bearer`, and `DPoP` where officers sign in with tokens of RFC 9068.",
    schema: { type: "string" },
  },
} as const;

const BUSY = "GATEWAY_BUSY";
const RETRY_AFTER = {
  "retry-after": {
    description: `With ${BUSY}: how many seconds to wait.`,
    schema: { type: "integer", minimum: 1 },
  },
} as const;

function forWhom({ roles, machine }: Operation["access"]): string {
  return [...(machine ? ["the agency's own systems"] : []), ...roles].join(", ");
}

/** A document whose references to schemas are as OpenAPI has them. */
function inComponents(document: object): object {
  return JSON.parse(
    JSON.stringify(document).replaceAll('"#/$defs/', '"#/components/schemas/'),
  ) as object;
}

/** A document whose expressions all programs read alike. What an example shows is left as a gateway says it. */
function withPatternsAlike(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withPatternsAlike);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, inner]) => {
    if (name === "example" || name === "examples") return [name, inner];
    const isPattern = name === "pattern" && typeof inner === "string";
    return [name, isPattern ? alike(inner) : withPatternsAlike(inner)];
  });
  return Object.fromEntries(members);
}
