import type { TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DRAFT, FOUR_EYES, openDrafting, startDraftingProvider } from "./drafting.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startDraftingProvider();
});
afterAll(() => provider.close());

/** NGO-B, with a draft of 09:02 on 24 November. */
async function kept(terms: object = FOUR_EYES, more: object = {}) {
  const world = openDrafting(provider, terms);
  const [author, approver] = [await world.as("author"), await world.as("approver")];
  const { id } = (await author("POST", "/v1/drafts", { draft: { ...DRAFT, ...more } })).json;
  /** The alarms about drafts, after what is done each hour, or each minute, at a time. */
  const alarmsAt = async (time: string, every: "hour" | "minute" = "hour") => {
    world.setTime(time);
    const { maintain, watchWarnings } = world.b.gateway;
    for (let run = 0; run < 2; run++) await (every === "hour" ? maintain() : watchWarnings());
    const { json } = await world.b.call("GET", "/v1/alarms?event=draftWaits");
    return json.entries.map(({ ref, code, at }: Record<string, string>) => [ref, code, at]);
  };
  return { ...world, author, approver, id, path: `/v1/drafts/${id}`, alarmsAt };
}

describe("a draft that waits for a second officer", () => {
  it("is told to a person once, after three days, and again only after a later change", async () => {
    const { id, path, author, alarmsAt } = await kept();
    expect(await alarmsAt("2026-11-27T09:01:59Z")).toEqual([]);
    const first = [id, undefined, "2026-11-27T09:02:00Z"];
    expect(await alarmsAt("2026-11-27T09:02:00Z")).toEqual([first]);
    expect(await alarmsAt("2026-11-30T09:02:00Z")).toEqual([first]);
    await author("PUT", path, { revision: 1, draft: { ...DRAFT, case: "case-18" } });
    expect(await alarmsAt("2026-12-03T09:01:59Z")).toEqual([first]);
    const again = [id, undefined, "2026-12-03T09:02:00Z"];
    expect(await alarmsAt("2026-12-03T09:02:00Z")).toEqual([again, first]);
  });

  it("is told within a minute after an hour where it claims a threat to life", async () => {
    const urgency = { level: "emergency", ground: "threatToLife" };
    const { id, alarmsAt } = await kept(FOUR_EYES, { private: { "private.urgency": urgency } });
    expect(await alarmsAt("2026-11-24T10:01:59Z", "minute")).toEqual([]);
    const told = [id, "emergency", "2026-11-24T10:02:00Z"];
    expect(await alarmsAt("2026-11-24T10:02:00Z", "minute")).toEqual([told]);
    expect(await alarmsAt("2026-11-28T10:02:00Z")).toEqual([told]);
  });

  it("is told at once, and once a day, where a clock that was ahead has dated it: nobody knows how long it waits", async () => {
    const urgency = { level: "emergency", ground: "threatToLife" };
    const { id, alarmsAt } = await kept(FOUR_EYES, { private: { "private.urgency": urgency } });
    const first = [id, "emergency", "2026-11-20T09:02:00Z"];
    expect(await alarmsAt("2026-11-20T09:02:00Z", "minute")).toEqual([first]);
    expect(await alarmsAt("2026-11-21T09:01:59Z", "minute")).toEqual([first]);
    const again = [id, "emergency", "2026-11-21T09:02:00Z"];
    expect(await alarmsAt("2026-11-21T09:02:00Z", "minute")).toEqual([again, first]);
    // Clocks differ by a little.
    const late = await kept(FOUR_EYES, { private: { "private.urgency": urgency } });
    expect(await late.alarmsAt("2026-11-24T09:00:00Z", "minute")).toEqual([]);
  });

  it("is looked for each hour where it claims no threat", async () => {
    const { alarmsAt } = await kept();
    expect(await alarmsAt("2026-11-27T09:02:00Z", "minute")).toEqual([]);
    expect(await alarmsAt("2026-11-27T09:02:00Z")).toHaveLength(1);
  });

  it("and was approved, is told where nobody has sent it for three days", async () => {
    const { id, path, approver, alarmsAt, setTime } = await kept();
    setTime("2026-11-26T09:02:00Z");
    const { approval } = (await approver("POST", `${path}/preview`)).json;
    expect((await approver("POST", `${path}/approval`, approval)).status).toBe(200);
    expect(await alarmsAt("2026-11-29T09:01:59Z")).toEqual([]);
    const told = [id, "approved", "2026-11-29T09:02:00Z"];
    expect(await alarmsAt("2026-11-29T09:02:00Z")).toEqual([told]);
  });

  it("is told of no more once it is deleted, and never where nobody has to approve it", async () => {
    const { path, author, alarmsAt } = await kept();
    await author("DELETE", path);
    expect(await alarmsAt("2026-11-28T09:02:00Z")).toEqual([]);
    const alone = await kept({});
    expect(await alone.alarmsAt("2026-11-28T09:02:00Z")).toEqual([]);
  });
});
