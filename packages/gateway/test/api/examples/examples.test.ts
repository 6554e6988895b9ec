import {
  type Example,
  loadExamples,
  OPERATIONS,
  type Operation,
  type OperationId,
} from "@safepassage/api";
import { startProvider, type TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExchange } from "../../world.ts";
import { makeExamples } from "./day.ts";
import { createRecorder } from "./record.ts";
import { withStandIns } from "./stand-ins.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startProvider({ "approver-1": { groups: ["approvers"], acr: "substantial" } });
});
afterAll(() => provider.close());

const file = await loadExamples();
const examples = Object.entries(file.operations) as [OperationId, Example][];

describe("the examples of the document", () => {
  it("are what gateways answer; if not, run generate and read the difference", async () => {
    expect(await makeExamples(provider)).toEqual(file);
  });

  it("are one for each operation", () => {
    expect(examples.map(([id]) => id)).toEqual(Object.keys(OPERATIONS));
    expect(() => createRecorder().examples()).toThrow("no example of listInbox");
  });

  it.each(examples)("fit the types of %s", (id, { params, query, body, answer }) => {
    const operation: Operation = OPERATIONS[id];
    expect(operation.params?.parse(params)).toEqual(params);
    expect(operation.query?.parse(query ?? {})).toEqual(operation.query && (query ?? {}));
    expect(operation.body?.parse(body)).toEqual(body);
    expect((operation.answer ?? operation.streams)?.parse(answer)).toEqual(answer);
  });

  it("hold nothing that was drawn or signed", () => {
    expect(JSON.stringify(file)).not.toMatch(/eyJ[\w-]+\.|Bearer/);
  });

  it("are in the document that a gateway serves", async () => {
    const { paths, components } = (await createExchange().b.call("GET", "/v1/openapi.json")).json;
    const { post } = paths["/v1/messages/{digest}/corrections"];
    const { params, headers, body, answer } = file.operations.correctMessage ?? {};
    expect(post.parameters).toMatchObject([
      { name: "digest", examples: { typical: { value: params?.["digest"] } } },
      { name: "idempotency-key", examples: { typical: { value: headers?.["idempotency-key"] } } },
    ]);
    expect(post.requestBody.content["application/json"].examples.typical.value).toEqual(body);
    expect(post.responses[201].content["application/json"].examples.typical.value).toEqual(answer);
    const [, name = ""] =
      /^#\/components\/examples\/(.+)$/.exec(
        post.responses[400].content["application/problem+json"].examples.refused.$ref,
      ) ?? [];
    expect(components.examples[name].value).toMatchObject({ code: "API_PARAMETER_INVALID" });
    const { get } = paths["/v1/events"];
    const [told] = Object.values<{ examples: object }>(get.responses[200].content);
    expect(told?.examples).toEqual({ typical: { value: file.operations.followEvents?.answer } });
  });

  it("are of requests that succeed", async () => {
    const { b } = createExchange();
    const { show } = createRecorder();
    await expect(show("listInbox", b, { query: { limit: 0 } })).rejects.toThrow(
      "listInbox: 400 API_PARAMETER_INVALID",
    );
  });
});

describe("a stand-in", () => {
  const [one, other, third] = ["one-of-many-names", "two-of-many-names", "six-of-many-names"];

  it("is the same for the same text, also within another and as a name, and is of its length", () => {
    const made = withStandIns(
      { a: one, b: `https://ngo-b.test#${one}`, [one]: "the same in both" },
      { a: other, b: `https://ngo-b.test#${other}`, [other]: "the same in both" },
    ) as Record<string, string>;
    const { a = "" } = made;
    expect(a).toHaveLength(one.length);
    expect(made).toEqual({ a, b: `https://ngo-b.test#${a}`, [a]: "the same in both" });
  });

  it("is found in a list that is sorted by what was drawn", () => {
    const made = withStandIns(
      { list: [other, one], later: [{ of: one }] },
      { list: ["another-one-name-1", third], later: [{ of: "another-one-name-1" }] },
    );
    expect(made.list).toContain(made.later[0]?.of);
  });

  it.each([
    ["a value", { a: 1 }, { a: 2 }],
    ["a length", [1], [1, 2]],
    ["the order", [{ a: one }, { a: other }, { a: one }], [{ a: one }, { a: third }, { a: third }]],
  ])("stands for nothing where %s differs", (_, left, right) => {
    expect(() => withStandIns<unknown>(left, right)).toThrow(TypeError);
  });
});
