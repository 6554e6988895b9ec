import { OPERATIONS, type Operation } from "@safepassage/api";
import { describe, expect, it } from "vitest";
import { createExchange, READING } from "../world.ts";

const { b } = createExchange();
const DIGEST = "0".repeat(43);

/** Asks for something with a parameter that is wrong, and returns the places that the answer names. */
async function issuesOf(path: string, method = "GET", headers: Record<string, string> = {}) {
  const body = method === "GET" || method === "DELETE" ? undefined : {};
  const { status, json } = await b.call(method, path, body, headers);
  expect([path, status, json.code]).toEqual([path, 400, "API_PARAMETER_INVALID"]);
  return json.issues as { pointer: string; code: string; fix: string }[];
}

const OPERATION_PATHS = Object.values<Operation>(OPERATIONS)
  .filter(({ access }) => access.machine)
  .map(
    ({ method, path }) =>
      [
        method.toUpperCase(),
        path
          .replace(":digest", DIGEST)
          .replace(":id", DIGEST.slice(0, 22))
          .replace(":name", "purpose"),
      ] as const,
  );

describe("a parameter of no operation", () => {
  it.each(OPERATION_PATHS)("is refused with what may stand there: %s %s", async (method, path) => {
    for (const name of ["name", "__proto__", "constructor", "toString"]) {
      const issues = await issuesOf(`${path}?${name}=Amina`, method, READING);
      const unknown = issues.filter(({ pointer }) => pointer === "");
      expect([name, unknown.map(({ code }) => code)]).toEqual([name, ["MEMBER_UNKNOWN"]]);
      expect(unknown[0]?.fix).toMatch(/takes no parameters|may stand here/);
      expect(JSON.stringify(issues)).not.toMatch(/Amina|__proto__|constructor|toString/);
    }
  });
});

describe("a parameter that cannot be read", () => {
  it.each([
    ["inbox?since=2026-11-29T13:00:00%2B00:00", "/since", "such as 2026-11-24T09:02:00Z."],
    ["inbox?until=2026-11-29T13:00:00.000Z", "/until", "such as 2026-11-24T09:02:00Z."],
    ["inbox?limit=1&limit=2", "/limit", "Write this parameter once."],
    ["inbox?sender=ngo-b.test", "/sender", "such as https://ngo-c.test."],
    ["outbox?recipient=ngo-b.test", "/recipient", "such as https://ngo-c.test."],
    ["refusals?sender=ngo-b.test", "/sender", "such as https://ngo-c.test."],
    ["messages/x", "/digest", "as 43 characters of base64url"],
    ["alarms?ref=x", "/ref", "as 43 characters of base64url"],
    ["drafts/x", "/id", "as 22 characters of base64url"],
    ["events?after=nobody", "/after", "Write the id of an event"],
  ])("is refused with the form that it has: %s", async (path, pointer, fix) => {
    const [issue, ...more] = await issuesOf(`/v1/${path}`, "GET", READING);
    expect([issue?.pointer, more]).toEqual([pointer, []]);
    expect(issue?.fix).toContain(fix);
  });

  it("is a purpose that the catalogue does not have, with the one that is near", async () => {
    const query = "recipient=https%3A%2F%2Fngo-c.test&purpose=ASSISTANCE_REFERAL";
    const [issue] = await issuesOf(`/v1/partners/sendable?${query}`);
    expect(issue).toMatchObject({ pointer: "/purpose", code: "CODE_UNKNOWN" });
    expect(issue?.fix).toContain("Do you mean ASSISTANCE_REFERRAL?");
  });
});

describe("a header that cannot be read", () => {
  it.each([
    ["safepassage-officer", "9b2d1c1e-6a4f-4c0e-9a55-0b1f6f2f5a11", "1 to 32 visible ASCII"],
    ["safepassage-assurance", "high", "1, 2, 3"],
  ])("is named with its bounds: %s", async (name, value, fix) => {
    const headers = { ...READING, [name]: value };
    const [issue, ...more] = await issuesOf(`/v1/messages/${DIGEST}/content`, "GET", headers);
    expect([issue?.pointer, more]).toEqual([`/${name}`, []]);
    expect(issue?.fix).toContain(fix);
    expect(issue?.fix).not.toContain(value);
  });

  it("is the id of an event that nobody gave, before the parameter", async () => {
    const headers = { "last-event-id": "nobody" };
    const [issue] = await issuesOf("/v1/events?after=nobody", "GET", headers);
    expect(issue?.pointer).toBe("/last-event-id");
  });
});
