import { describe, expect, it } from "vitest";
import { requestS011 } from "./drafts.ts";
import { faultyEmergency } from "./emergency.ts";
import { sendAsPartner } from "./hostile-partner.ts";
import { inside } from "./inside.ts";
import { asRole } from "./read-quarantine.ts";
import { createExchange, READING, TOKENS } from "./world.ts";

describe("local routes", () => {
  const exchange = createExchange();
  const { b } = exchange;
  const authorized = (authorization: string) => ({ authorization });

  it.each([
    ["none", ""],
    ["a wrong one", "Bearer local-token-of-the-agencys-own-systemz"],
    ["another scheme", `Basic ${TOKENS.local}`],
  ])("refuse a token: %s", async (_, authorization) => {
    for (const [method, path] of [
      ["POST", "/v1/messages"],
      ["POST", "/v1/preview"],
      ["POST", "/v1/withdrawals"],
      ["GET", `/v1/messages/${UNKNOWN}`],
      ["GET", "/v1/inbox"],
      ["GET", `/v1/messages/${UNKNOWN}/evidence`],
      ["GET", "/live"],
    ] as const) {
      const { status, json } = await b.call(
        method,
        path,
        method === "POST" ? {} : undefined,
        authorized(authorization),
      );
      expect([status, json.code]).toEqual([401, "GATEWAY_UNAUTHORISED"]);
    }
  });

  it("let the token of a role send nothing", async () => {
    const headers = authorized(`Bearer ${TOKENS.quarantine.dutyOfficer}`);
    for (const path of ["/v1/messages", "/v1/preview", "/v1/withdrawals"]) {
      const { status, json } = await b.call("POST", path, {}, headers);
      expect([status, json.code]).toEqual([403, "API_ROLE_MISSING"]);
    }
    expect((await b.call("GET", "/live", undefined, headers)).status).toBe(401);
  });

  it("open the quarantine to its two roles, not to the agency's systems", async () => {
    const held = createExchange();
    await sendAsPartner(held, faultyEmergency);
    const [{ digest }] = (await held.c.call("GET", "/v1/inbox?state=quarantined")).json.entries;
    const path = `/v1/messages/${digest}/content`;
    for (const role of ["dutyOfficer", "protectionOfficer"] as const) {
      expect((await asRole(held.c, path, role)).status).toBe(200);
    }
    const { status, json } = await held.c.call("GET", path, undefined, READING);
    expect([status, json.code]).toEqual([403, "API_CONTENT_QUARANTINED"]);
  });

  it.each<[string, number, unknown, Record<string, string>?]>([
    ["GATEWAY_BODY_INVALID", 400, { draft: requestS011() }],
    ["GATEWAY_BODY_INVALID", 400, { draft: requestS011(), mode: "asIs", note: "x" }],
    [
      "GATEWAY_BODY_INVALID",
      400,
      { draft: requestS011(), mode: "asIs" },
      { "idempotency-key": "x" },
    ],
    ["GATEWAY_CONTENT_TYPE_WRONG", 415, {}, { "content-type": "text/plain" }],
    [
      "GATEWAY_RECIPIENT_UNKNOWN",
      422,
      { draft: { ...requestS011(), recipient: "https://nobody.test" }, mode: "asIs" },
    ],
    [
      "GATEWAY_AGREEMENT_UNKNOWN",
      422,
      { draft: { ...requestS011(), agreement: "AGR-OTHER" }, mode: "asIs" },
    ],
    [
      "SCHEMA_INVALID",
      422,
      { draft: { ...requestS011(), body: { x: { kind: "subject" } } }, mode: "asIs" },
    ],
    [
      "GATEWAY_BODY_INVALID",
      400,
      { draft: { ...requestS011(), clear: { "env.sender.regime": "LED" } }, mode: "asIs" },
    ],
  ])("answer %s with %i", async (expected, status, body, headers) => {
    const answer = await b.call("POST", "/v1/messages", body, headers);
    expect([answer.json.code, answer.status]).toEqual([expected, status]);
    expect((await inside(b.store).outbox.counts()).queued).toBe(0);
  });

  it.each<[string, unknown, object[]]>([
    [
      "the bare draft where an envelope is wanted",
      requestS011(),
      [
        { pointer: "/draft", code: "MEMBER_MISSING" },
        { pointer: "/mode", code: "MEMBER_MISSING" },
        { pointer: "", code: "MEMBER_UNKNOWN" },
      ],
    ],
    [
      "a member of a wrong type, one too many and one of no meaning",
      {
        draft: { ...requestS011(), legalBases: "Maria", officer: { id: "a b", Maria: 1 } },
        mode: "Maria",
      },
      [
        { pointer: "/draft/legalBases", code: "MEMBER_INVALID" },
        { pointer: "/draft/officer/id", code: "MEMBER_INVALID" },
        { pointer: "/draft/officer/assurance", code: "MEMBER_MISSING" },
        { pointer: "/draft/officer", code: "MEMBER_UNKNOWN" },
        { pointer: "/mode", code: "MEMBER_INVALID" },
      ],
    ],
    [
      "groups and consents that are none",
      { draft: { ...requestS011(), body: ["Maria"], consents: [{}, "Maria"] }, mode: "asIs" },
      [
        { pointer: "/draft/body", code: "MEMBER_INVALID" },
        { pointer: "/draft/consents/0/subject", code: "MEMBER_MISSING" },
        { pointer: "/draft/consents/0/record", code: "MEMBER_MISSING" },
        { pointer: "/draft/consents/1", code: "MEMBER_INVALID" },
      ],
    ],
    [
      "a member that the caller named after a person",
      {
        draft: {
          ...requestS011(),
          people: { Maria: "", [`${"x".repeat(200)}Maria`]: 1, Musterfrau: { Maria: 1 } },
        },
        mode: "asIs",
      },
      [{ pointer: "/draft/people", code: "MEMBER_INVALID" }],
    ],
    ["no object", "Maria", [{ pointer: "", code: "MEMBER_INVALID" }]],
  ])(
    "name each place that is wrong in a request, by its own names: %s",
    async (_, body, issues) => {
      const { status, json } = await b.call("POST", "/v1/messages", body);
      expect([status, json.code]).toEqual([400, "GATEWAY_BODY_INVALID"]);
      expect(json.issues).toEqual(issues.map((issue) => ({ ...issue, fix: expect.any(String) })));
      expect(JSON.stringify([json, b.log])).not.toContain("Maria");
    },
  );

  it("say what is allowed, and how a former member is called", async () => {
    const { legalBases, ...rest } = requestS011();
    const draft = { ...rest, legalBasis: legalBases, officer: { id: "B-1", assurance: 4 } };
    const { json } = await b.call("POST", "/v1/messages", { draft, mode: "as-is" });
    expect(json.issues.map(({ pointer, fix }: Record<string, string>) => [pointer, fix])).toEqual([
      ["/draft/legalBases", expect.stringMatching(/^Add it: the laws .*GDPR#6\(1\)\(a\)/)],
      ["/draft/officer/assurance", expect.stringContaining("A whole number from 1 to 3.")],
      ["/draft", "legalBasis is called legalBases."],
      ["/mode", "One of: minimise, asIs."],
    ]);
  });

  it("name the nearest code of a long list, and every code of a short one", async () => {
    const draft = {
      ...requestS011(),
      purpose: "ASISTANCE_REFERRAL",
      legalBases: ["GDPR#6(1)(z)", "GDPR6"],
    };
    const { status, json } = await b.call("POST", "/v1/preview", draft);
    expect([status, json.code]).toEqual([400, "GATEWAY_BODY_INVALID"]);
    const fixes = json.issues.map(({ pointer, fix }: Record<string, string>) => [pointer, fix]);
    expect(fixes).toContainEqual(["/purpose", expect.stringContaining("ASSISTANCE_REFERRAL")]);
    expect(fixes).toContainEqual([
      expect.stringContaining("/legalBases"),
      expect.stringMatching(/^Do you mean GDPR#/),
    ]);
  });

  it("name the header where it is the header that is wrong", async () => {
    const body = { draft: requestS011(), mode: "asIs" };
    const { json } = await b.call("POST", "/v1/messages", body, { "idempotency-key": "Maria E." });
    expect(json).toMatchObject({ code: "GATEWAY_BODY_INVALID", header: "idempotency-key" });
    expect(JSON.stringify(json)).not.toContain("Maria");
  });

  it("name the place of what is wrong and never the value", async () => {
    const secret = "Maria Example, Harbour Street 5";
    const draft = requestS011();
    const [gid = ""] = Object.keys(draft.body);
    const group = draft.body[gid] as { leaves: object[] };
    const body = {
      ...draft.body,
      [gid]: { ...group, leaves: [...group.leaves, { f: "subject.sex", v: secret }] },
    };
    const { status, json } = await b.call("POST", "/v1/messages", {
      draft: { ...draft, body },
      mode: "asIs",
    });
    expect(status).toBe(422);
    expect(json.issues.length).toBeGreaterThan(0);
    expect(JSON.stringify([json, b.log])).not.toContain(secret);
  });

  it("answer what is not there with 404", async () => {
    for (const part of ["", "/content", "/evidence", "/custody"]) {
      const path = `/v1/messages/${UNKNOWN}${part}`;
      const { status, json } = await b.call("GET", path, undefined, READING);
      expect([status, json.code]).toEqual([404, "GATEWAY_MESSAGE_UNKNOWN"]);
    }
    for (const path of ["/nothing", "/v1/nothing", "/messages", "/health"]) {
      const { status, json } = await b.call("GET", path);
      expect([status, json.code]).toEqual([404, "GATEWAY_ROUTE_UNKNOWN"]);
    }
  });
});

const UNKNOWN = "0".repeat(43);
