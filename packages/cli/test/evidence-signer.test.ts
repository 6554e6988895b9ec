/** Messages to an oversight body about a signer that was not registered, or whose key was stolen. */
import { expect, it } from "vitest";
import { EXIT } from "../src/index.ts";
import { createCaller } from "./call.ts";
import { exchangeIn } from "./evidence-world.ts";

const NGO_C = "https://ngo-c.test";

interface Entry {
  readonly entity: string;
  readonly facts: { from: string; until?: string }[];
  readonly keys: Record<string, unknown>[];
}

/** Checks the evidence of one message by a registry in which something became of its recipient. */
async function checkedAfter(change: (entry: Entry) => void) {
  const world = createCaller();
  const { jwt, receipts } = await exchangeIn(world, "one");
  world.files.set("one.json", JSON.stringify({ jwt, receipts }));
  const registry = JSON.parse(world.files.get("registry.json") ?? "");
  change(registry.agencies.find(({ entity }: Entry) => entity === NGO_C));
  const now = { ...registry, issuedAt: "2026-11-26T00:00:00Z" };
  world.files.set("now.json", JSON.stringify(now));
  const { exit, io } = await world.call(
    ...["receipt", "one.json", "--registry", "now.json", "--now", "2027-06-01T00:00:00Z"],
  );
  const [refused = "", hint, detail] = io.stderr;
  return { exit, code: /\((\w+)\)/.exec(refused)?.[1], hint, detail };
}

it.each([
  ["suspended, and is back", "2026-11-25T00:00:00Z"],
  ["struck off", undefined],
])("what an agency signed while it was %s is not said to be of nobody", async (_, back) => {
  const { exit, code, hint, detail } = await checkedAfter(({ facts }) => {
    const [first] = facts;
    if (first === undefined) throw new TypeError("an agency without facts");
    if (back !== undefined) facts.push({ ...first, from: back });
    first.until = "2026-11-24T09:01:00Z";
  });
  expect([exit, code]).toEqual([EXIT.refused, "TRUST_AGENCY_UNKNOWN"]);
  expect(hint).toContain(
    "Do not rely on it if the agency had not joined when this receipt says it was signed, had left, or was suspended.",
  );
  expect(detail).toContain(`${NGO_C} was not registered at 2026-11-24T09:02:00Z`);
});

it("what was signed with a stolen key says since when it was stolen", async () => {
  const { exit, code, detail } = await checkedAfter(({ keys: [key = {}] }) => {
    Object.assign(key, { status: "compromised", compromisedAt: "2026-11-25T00:00:00Z" });
  });
  expect([exit, code]).toEqual([EXIT.refused, "TRUST_KEY_COMPROMISED"]);
  expect(detail).toContain(`a key of ${NGO_C} is compromised since 2026-11-25T00:00:00Z`);
});
