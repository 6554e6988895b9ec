import { loadExamples, OPERATIONS, type Operation, type OperationId } from "@safepassage/api";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it, vi } from "vitest";
import { createExchange, requestS011 } from "../world.ts";

const { b } = createExchange();
const document = (await b.call("GET", "/v1/openapi.json")).json;
const { operations: examples } = await loadExamples();
const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema(
  JSON.parse(JSON.stringify(document).replaceAll('"#/components/', '"openapi#/components/')),
  "openapi",
);

const placeOf = (id: OperationId) => {
  const { path, method }: Operation = OPERATIONS[id];
  return document.paths[path.replaceAll(/:(\w+)/g, "{$1}")][method];
};
const escaped = (text: string) => encodeURIComponent(text.replaceAll("/", "~1"));
/** A checker of what a request or an answer of an operation holds, as a program makes it from the document. */
function checkerOf(id: OperationId, part: string) {
  const { path, method }: Operation = OPERATIONS[id];
  const place = escaped(path.replaceAll(/:(\w+)/g, "{$1}"));
  return ajv.compile({ $ref: `openapi#/paths/${place}/${method}/${part}/schema` });
}
const bodyOf = (id: OperationId) => checkerOf(id, `requestBody/content/${escaped(JSON_TYPE)}`);
const JSON_TYPE = "application/json";

const DRAFT = requestS011();
const [consent] = DRAFT.consents ?? [];
const { recipient: _, purpose: __, agreement: ___, ...rest } = DRAFT;
const RECORD = consent?.record;
const DIGEST = "0".repeat(43);
/** Officers who sign in with a browser, behind a proxy. */
const BROWSERS = {
  ...{ issuer: "https://login.ngo-b.test", audience: "https://gateway.ngo-b.test" },
  ...{ client: "console", url: "https://console.ngo-b.test" },
  roles: { claim: "groups", caseworker: ["workers"] },
};
const officer = { id: "staff-1", assurance: 2 };
const correction = { action: "rectify", reason: "inaccurate", officer };
const changes = [{ path: "a/need.services", values: ["legalAdvice"] }];

/** Every expression of a document. */
function patternsIn(value: unknown): readonly string[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...(name === "pattern" && typeof inner === "string" ? [inner] : patternsIn(inner)),
    ...(name === "patternProperties" ? Object.keys(inner) : []),
  ]);
}

describe("the document", () => {
  it("is written once: whoever reaches the port may ask for it again and again, without a token", async () => {
    const ask = () => b.gateway.localFetch(new Request("http://127.0.0.1/v1/openapi.json"));
    const written = vi.spyOn(JSON, "stringify");
    const answers = [await ask(), await ask()];
    const isWritten = written.mock.calls.some(
      ([value]) => typeof value === "object" && value !== null && "openapi" in value,
    );
    written.mockRestore();
    expect(isWritten).toBe(false);
    for (const answer of answers) {
      expect(answer.headers.get("content-type")).toBe(JSON_TYPE);
      expect(await answer.json()).toEqual(document);
    }
  });

  it("says the address at which it was asked for, and that of browsers where a proxy has HTTPS", async () => {
    const own = { "NGO-B": { people: BROWSERS } };
    const gateways = [b, createExchange({ own }).b];
    const serversOf = async (address: string) =>
      Promise.all(
        gateways.map(async ({ gateway }) => {
          const answer = await gateway.localFetch(new Request(`${address}/v1/openapi.json`));
          return (await answer.json()).servers.map(({ url }: { url: string }) => url);
        }),
      );
    const local = "http://127.0.0.1:9402";
    expect(await serversOf(local)).toEqual([[local], [local]]);
    const behind = "http://console.ngo-b.test";
    expect(await serversOf(behind)).toEqual([[behind], ["https://console.ngo-b.test"]]);
  });

  it("has only expressions that ECMA-262, Python and Java read alike", () => {
    const patterns = patternsIn(document);
    expect(patterns).toContain("^[A-Za-z0-9_-]{43}$");
    // Digits, words and space are all of Unicode in Python.
    const isOther = /\\[dDwWsSbBpPkQEAzZG]|\(\?[<#imsux-]/;
    const others = patterns.filter((one) => isOther.test(one.replaceAll("[\\s\\S]", "")));
    expect(others).toEqual([]);
  });

  it.each<[OperationId, string, object]>([
    ["preview", "nine consents", { ...DRAFT, consents: Array(9).fill(consent) }],
    ["preview", "no consent record", { ...DRAFT, consents: [{ subject: "a" }] }],
    ["preview", "an empty consent record", { ...DRAFT, consents: [{ ...consent, record: {} }] }],
    ["preview", "no legal basis", { ...DRAFT, legalBases: [] }],
    ["preview", "a legal basis that is none", { ...DRAFT, legalBases: [7] }],
    ["preview", "a source that is no digest", { ...DRAFT, sources: ["x"] }],
    ["preview", "33 sources", { ...DRAFT, sources: Array(33).fill(DIGEST) }],
    ["preview", "no recipient", { ...rest, purpose: DRAFT.purpose, agreement: DRAFT.agreement }],
    ["preview", "a recipient beside a message", { ...DRAFT, inReplyTo: DIGEST }],
    ["correctMessage", "no change", { ...correction, changes: [] }],
    ["correctMessage", "a change of nothing", { ...correction, changes: [{ foo: 1 }] }],
    ["correctMessage", "no values", { ...correction, changes: [{ path: "a/need.services" }] }],
    ["correctMessage", "values to erase", { ...correction, action: "erase", changes }],
    ["labelMessage", "a person without an id", { people: [1] }],
    ["labelMessage", "65 persons", { people: Array(65).fill("x") }],
    ["withdraw", "neither message nor consent", { officer }],
    ["withdraw", "a record beside a message", { record: RECORD, digest: DIGEST, officer }],
    ["withdraw", "a record beside a reference", { record: RECORD, consentRef: "x", officer }],
    ["reviewMessage", "a ground that is none", { outcome: "keep", ground: "because", officer }],
  ])("refuses what the gateway refuses: %s, %s", async (id, _what, body) => {
    const { path }: Operation = OPERATIONS[id];
    const { status } = await b.call("POST", path.replace(":digest", DIGEST), body);
    expect([400, 422]).toContain(status);
    expect(bodyOf(id)(body)).toBe(false);
  });

  it.each<[OperationId, object]>([
    ["preview", DRAFT],
    ["preview", { ...rest, inReplyTo: DIGEST }],
    ["correctMessage", { ...correction, changes }],
    ["correctMessage", { ...correction, action: "erase", changes: [{ path: "a/need.services" }] }],
    ["withdraw", { consentRef: "x", officer }],
    ["withdraw", { record: RECORD, officer }],
    ["previewWithdrawal", { digest: DIGEST, everywhere: true, officer }],
    ["reviewMessage", { outcome: "keep", ground: "evidence", officer }],
  ])("takes what the gateway reads: %s %#", async (id, body) => {
    const { path }: Operation = OPERATIONS[id];
    const { json } = await b.call("POST", path.replace(":digest", DIGEST), body);
    expect(json.code).not.toBe("GATEWAY_BODY_INVALID");
    const takes = bodyOf(id);
    expect([takes(body), takes.errors]).toEqual([true, null]);
  });

  it.each(Object.keys(OPERATIONS) as OperationId[])("takes the example of %s", (id) => {
    const { body, streams, answer, status }: Operation = OPERATIONS[id];
    const example = examples[id];
    if (body !== undefined) expect(bodyOf(id)(example?.body)).toBe(true);
    if (answer === undefined && streams === undefined) return;
    const type = escaped(streams === undefined ? JSON_TYPE : "text/event-stream");
    const takes = checkerOf(id, `responses/${status}/content/${type}`);
    expect([takes(example?.answer), takes.errors]).toEqual([true, null]);
  });

  it.each(Object.keys(OPERATIONS) as OperationId[])(
    "lets a later version add members to the answer of %s, and takes no other member in a request",
    (id) => {
      const { body, answer, status }: Operation = OPERATIONS[id];
      const example = JSON.parse(JSON.stringify(examples[id] ?? {}));
      const later = { later: { added: true } };
      if (body !== undefined) expect(bodyOf(id)({ ...example.body, ...later })).toBe(false);
      if (answer === undefined) return;
      const takes = checkerOf(id, `responses/${status}/content/${escaped(JSON_TYPE)}`);
      const { entries = [] } = example.answer;
      const added = { ...example.answer, ...later };
      if (Array.isArray(entries) && entries.length > 0)
        added.entries = [{ ...entries[0], ...later }];
      expect([takes(added), takes.errors]).toEqual([true, null]);
    },
  );

  it.each(Object.keys(OPERATIONS) as OperationId[])("says how %s may fail", (id) => {
    const { responses } = placeOf(id);
    const { body }: Operation = OPERATIONS[id];
    for (const status of ["408", "500"]) {
      expect(responses[status].content).toHaveProperty(["application/problem+json"]);
    }
    // A generated client knows the codes of each status, and no others.
    const refused = { type: "about:blank", title: "…", status: 401 };
    const takes = checkerOf(id, `responses/401/content/${escaped("application/problem+json")}`);
    expect(takes({ ...refused, code: "GATEWAY_UNAUTHORISED" })).toBe(true);
    expect(takes({ ...refused, code: "GATEWAY_DRAFT_REFUSED" })).toBe(false);
    expect(responses["401"].headers).toHaveProperty("www-authenticate");
    expect("headers" in responses["503"]).toBe(body !== undefined);
    if (body !== undefined) expect(responses["503"].headers).toHaveProperty("retry-after");
  });

  it("names no two schemas alike but for capitals and signs, of which generators make one name", () => {
    const names = Object.keys(document.components.schemas);
    const plain = names.map((name) => name.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
    expect(names.filter((_, at) => plain.indexOf(plain[at] ?? "") !== at)).toEqual([]);
  });

  it("keeps no member out of a request, as that of a webhook, by calling it read-only", () => {
    expect(Object.keys(document.components.schemas.Told.properties)).toContain("changes");
    expect(JSON.stringify(document).includes('"readOnly":')).toBe(false);
  });

  it("names the header with which events go on, and what a review answers", () => {
    const header = { in: "header", name: "last-event-id" };
    expect(placeOf("followEvents").parameters).toContainEqual(expect.objectContaining(header));
    const answers = ["reviewMessage", "reviewWarning"] as const;
    for (const id of answers) expect(checkerOf(id, ANSWERED)({ foo: 1 })).toBe(false);
  });
});

const ANSWERED = `responses/200/content/${escaped(JSON_TYPE)}`;
