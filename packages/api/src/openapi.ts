import { describeChecks, type JsonSchema, sentenceOf } from "@safepassage/schema/json-schema";
import * as z from "zod";
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from "zod-openapi";
import { type Operation, TAGS } from "./operation.ts";
import { OPERATIONS } from "./operations.ts";
import { HEADERS, REASONS } from "./reasons.ts";
import { Problem } from "./types/problem.ts";

/**
 * Makes the OpenAPI 3.1 document of the local API.
 *
 * @param statusOf - The HTTP status of a code of a problem.
 * @param version - Version of the program.
 */
export function describeApi(statusOf: (code: string) => number, version: string): object {
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
          "What an agency's own systems and officers ask their gateway. It listens on the agency's own machine; other agencies reach none of this.",
      },
      servers: [{ url: "http://127.0.0.1:8402", description: "The gateway's local port." }],
      tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
      security: [{ token: [] }],
      paths: paths as ZodOpenApiPathsObject,
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
          Object.assign(jsonSchema, inComponents(said.schema));
          for (const [name, schema] of Object.entries(said.definitions)) {
            definitions[name] = inComponents(schema);
          }
        }
        const sentence = sentenceOf(zodSchema);
        if (sentence !== undefined) jsonSchema.description = sentence;
      },
    },
  );
  const { components } = document;
  return {
    ...document,
    components: { ...components, schemas: { ...components?.schemas, ...definitions } },
  };
}

function describe(
  id: string,
  { access, tag, answer, streams, status, ...operation }: Operation,
  statusOf: (code: string) => number,
): ZodOpenApiOperationObject {
  const { params: path, query, body, summary, description } = operation;
  const header = access.reads === true ? READING : undefined;
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
      ...problemsOf(operation, access, statusOf),
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
  { problems, query, params, body }: Pick<Operation, "problems" | "query" | "params" | "body">,
  { reads }: Operation["access"],
  statusOf: (code: string) => number,
): ZodOpenApiOperationObject["responses"] {
  const codes = [
    "GATEWAY_UNAUTHORISED",
    "API_ROLE_MISSING",
    "GATEWAY_STORE_UNREADABLE",
    ...(query || params ? ["API_PARAMETER_INVALID"] : []),
    ...(reads === true ? ["API_REASON_MISSING", "API_OFFICER_MISSING"] : []),
    ...(body
      ? [
          "GATEWAY_BODY_INVALID",
          "GATEWAY_BODY_TOO_LARGE",
          "GATEWAY_CONTENT_TYPE_WRONG",
          "GATEWAY_BUSY",
        ]
      : []),
    ...problems,
  ];
  const byStatus = Map.groupBy(codes, statusOf);
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, of]) => [
        `${status}`,
        {
          description: `A problem: ${[...new Set(of)].join(", ")}.`,
          content: { "application/problem+json": { schema: Problem } },
        },
      ]),
  );
}

function forWhom({ roles, machine }: Operation["access"]): string {
  return [...(machine ? ["the agency's own systems"] : []), ...roles].join(", ");
}

/** Headers of a request that reads content. */
const READING = z.object({
  [HEADERS.reason]: z
    .enum(Object.keys(REASONS) as [keyof typeof REASONS])
    .meta({ description: "Why the content is read. It is recorded." }),
  [HEADERS.officer]: z
    .string()
    .regex(/^[\x21-\x7e]{1,32}$/)
    .optional()
    .meta({ description: "For a system: the staff id of the officer for whom it reads." }),
  [HEADERS.assurance]: z
    .enum(["1", "2", "3"])
    .optional()
    .meta({ description: "For a system: how surely the agency knows the officer." }),
});

/** References of a JSON Schema, as OpenAPI has them. */
function inComponents(schema: JsonSchema): JsonSchema {
  return JSON.parse(
    JSON.stringify(schema).replaceAll("#/$defs/", "#/components/schemas/"),
  ) as JsonSchema;
}
