import { readFileSync } from "node:fs";
import { DraftRequest } from "@safepassage/agency";
import { randomId } from "@safepassage/message";
import { describe, expect, it } from "vitest";
import { createExchange } from "./world.ts";

const page = readFileSync(new URL("../../../docs/spec/gateway.md", import.meta.url), "utf8");
const section = page.split("\n## Draft request\n")[1]?.split("\n## ", 1)[0] ?? "";
const [block = ""] = (section.split("```json\n")[1] ?? "").split("\n```", 1);
const example = JSON.parse(block);

describe("the draft request of the specification", () => {
  it("is taken by both routes, needs nothing withheld and is accepted", async () => {
    const exchange = createExchange();
    const minimised = await exchange.b.call("POST", "/v1/preview", example);
    // What would be signed stays inside: it holds the seed of all salts.
    expect(minimised.json).not.toHaveProperty("rehearsed");
    expect(minimised.status).toBe(200);
    const outcomes = minimised.json.account.map(({ outcome }: { outcome: string }) => outcome);
    expect(new Set(outcomes)).toEqual(new Set(["allowed"]));

    const sent = await exchange.b.call("POST", "/v1/messages", { draft: example, mode: "asIs" });
    expect([sent.status, sent.json.verdict]).toEqual([201, "accept"]);
    await exchange.settle();
    const { json } = await exchange.b.show(sent.json.digest);
    expect(json.state).toBe("decided");
    expect(json.receipts.at(-1).claims.verdict).toBe("accept");
  });

  it("shows every member that there is, and the table lists the same", () => {
    const members = Object.keys(DraftRequest.shape);
    expect(Object.keys(example).sort()).toEqual(members.sort());
    const rows = section.split("\n").filter((line) => line.startsWith("| `"));
    const listed = rows.flatMap((row) => (row.split("|")[1] ?? "").match(/\w+/g) ?? []);
    expect(listed.sort()).toEqual(members);
  });

  it.each(["minimise", "asIs"])(
    "is refused with a kind that there is not, mode %s",
    async (mode) => {
      const [gid = "", group] = Object.entries(example.body).at(-1) ?? [];
      const body = { ...example.body, [gid]: { ...(group as object), kind: "needs" } };
      const { b } = createExchange();
      const { status, json } = await b.call("POST", "/v1/messages", {
        ...{ draft: { ...example, body }, mode },
      });
      expect([status, json.code]).toEqual([422, "SCHEMA_INVALID"]);
      expect(json.issues).toMatchObject([{ pointer: `/body/${gid}/kind`, code: "CODE_UNKNOWN" }]);
    },
  );

  it("is refused with what may stand at each place", async () => {
    const { b } = createExchange();
    const dated = (edtf: string, basis: string) => ({ edtf, basis });
    const faults = [
      ["need.services", "lawyer", "", { codes: "/v1/code-lists/service_need" }],
      ["contact.phone", "0044", "", { pattern: "^\\+[1-9][0-9]{6,14}$" }],
      ["contact.phone", "0044", "", { example: "+99955501001" }],
      ["identity.dateOfBirth", dated("2.4.99", "declared"), "/edtf", { pattern: "^\\d{4}" }],
      ["identity.dateOfBirth", dated("1999", "hearsay"), "/basis", { codes: "document_basis" }],
    ] as const;
    for (const [field, v, at, told] of faults) {
      const gid = randomId();
      const group = { kind: field.split(".")[0], links: [], leaves: [{ f: field, v }] };
      const { json } = await b.call("POST", "/v1/preview", { ...example, body: { [gid]: group } });
      const pointer = `/body/${gid}/leaves/0/v${at}`;
      const issue = json.issues.find((one: { pointer: string }) => one.pointer === pointer);
      expect(issue).toMatchObject({ field, sentence: expect.any(String) });
      const [name = "", says] = Object.entries(told)[0] ?? [];
      expect(issue[name]).toContain(says);
    }
  });

  it("is refused with a value that stands twice, and answers again with its consents", async () => {
    const groups = Object.entries<{ leaves: readonly { f: string }[] }>(example.body);
    const services = ({ f }: { f: string }) => f === "need.services";
    const [gid = "", group] = groups.find(([, { leaves }]) => leaves.some(services)) ?? [];
    const leaves = group?.leaves ?? [];
    const twice = [...leaves, leaves.find(services)];
    const body = { ...example.body, [gid]: { ...group, leaves: twice } };
    const { b } = createExchange();
    const { json } = await b.call("POST", "/v1/preview", { ...example, body });
    const pointer = `/body/${gid}/leaves/${leaves.length}`;
    expect(json.issues).toMatchObject([{ pointer, code: "REPEATED" }]);

    const key = { "idempotency-key": "case-17-first" };
    const send = () => b.call("POST", "/v1/messages", { draft: example, mode: "asIs" }, key);
    const { consents } = (await send()).json;
    expect(consents).toHaveLength(1);
    expect((await send()).json.consents).toEqual(consents);
  });

  it("is refused where a statement holds for a time to come, since an age is counted from it", async () => {
    const { b } = createExchange();
    const [gid = ""] = Object.keys(example.body);
    const at = (asOf: string) => {
      const draft = structuredClone(example) as typeof example & {
        readonly body: Record<string, { meta: object }>;
      };
      Object.assign(draft.body[gid]?.meta ?? {}, { asOf });
      return draft;
    };
    for (const asOf of ["2027", "2026-12", "2062-11"]) {
      const { status, json } = await b.call("POST", "/v1/preview", at(asOf));
      expect([status, json.code]).toEqual([422, "SCHEMA_INVALID"]);
      const pointer = `/body/${gid}/meta/asOf`;
      expect(json.issues).toMatchObject([{ pointer, code: "DATE_IMPOSSIBLE" }]);
    }
    expect((await b.call("POST", "/v1/preview", at("2026-11"))).status).toBe(200);
  });

  it("is refused where people names a group that there is not, and no name comes back", async () => {
    const people = { ...example.people, "Maria Popescu": "client-1" };
    const { b } = createExchange();
    const { status, json } = await b.call("POST", "/v1/preview", { ...example, people });
    expect([status, json.code]).toEqual([422, "SCHEMA_INVALID"]);
    expect(json.issues).toMatchObject([{ pointer: "/people/*", code: "MEMBER_UNKNOWN" }]);
    expect(JSON.stringify(json)).not.toContain("Popescu");
  });

  it.each(Object.entries(DraftRequest.shape))("requires %s as the table says", (name, schema) => {
    const { [name]: _, ...rest } = example;
    expect(DraftRequest.safeParse(rest).success).toBe(schema.safeParse(undefined).success);
    const row = section
      .split("\n")
      .find((line) => line.includes("|") && line.includes(`\`${name}\``));
    expect(
      row?.trimEnd().endsWith(schema.safeParse(undefined).success ? "| no |" : "| yes |"),
    ).toBe(true);
  });
});
