import type { TestProvider } from "@safepassage/testing/provider";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createExchange } from "../world.ts";
import { DRAFT, FOUR_EYES, openDrafting, startDraftingProvider } from "./drafting.ts";

let provider: TestProvider;
beforeAll(async () => {
  provider = await startDraftingProvider("Approver");
});
afterAll(() => provider.close());

/** A draft that was kept while the clock was two days ahead, which is right again. */
async function kept() {
  const world = openDrafting(provider, FOUR_EYES);
  const [author, approver] = [await world.as("author"), await world.as("approver")];
  world.setTime("2026-11-26T09:02:00Z");
  const { id } = (await author("POST", "/v1/drafts", { draft: DRAFT })).json;
  const path = `/v1/drafts/${id}`;
  const back = () => world.setTime("2026-11-24T09:02:00Z");
  const approve = async (call = approver) =>
    call("POST", `${path}/approval`, (await call("POST", `${path}/preview`)).json.approval);
  const readings = async () =>
    (await world.b.call("GET", "/v1/acts?act=contentRead")).json.entries.map(
      ({ at }: { at: string }) => at.slice(8, 10),
    );
  return { ...world, author, approver, path, back, approve, readings };
}

describe("after the clock was set back", () => {
  it("a draft from before is approved, and sent back, by who has looked at it", async () => {
    const { approver, path, back, approve } = await kept();
    back();
    const ask = { revision: 1, reason: "OTHER" };
    expect((await approver("POST", `${path}/return`, ask)).json.code).toBe("API_DRAFT_UNSEEN");
    expect((await approve()).status).toBe(200);
    expect((await approver("POST", `${path}/return`, ask)).status).toBe(200);
  });

  it("a look is on record, though the same one is under a time that is yet to come", async () => {
    const { approver, path, back, setTime, readings } = await kept();
    await approver("GET", path);
    back();
    await approver("GET", path);
    expect(await readings()).toEqual(["24", "26"]);
    setTime("2026-11-25T09:02:00Z");
    await approver("GET", path);
    expect(await readings()).toEqual(["25", "24", "26"]);
  });

  it("whose word ended the doubt is on record, or it goes on", async () => {
    let isFull = false;
    const { b, setTime } = createExchange({
      options: { monotonic: () => 0 },
      wrap: (store) => ({
        ...store,
        transaction: (work) =>
          store.transaction((tx) => {
            const add: typeof tx.events.add = (event) =>
              isFull && event.actor === undefined && event.role === "machine"
                ? Promise.reject(new Error("the disk is full"))
                : tx.events.add(event);
            return work({ ...tx, events: { ...tx.events, add } });
          }),
      }),
    });
    await b.gateway.maintain();
    const time = "2027-11-24T09:02:00Z";
    setTime(time);
    await b.gateway.maintain();
    isFull = true;
    expect((await b.call("POST", "/v1/clock/confirmation", { time })).status).toBe(500);
    const clock = async () => (await b.call("GET", "/v1/health")).json.clock.state;
    expect(await clock()).toBe("implausible");
    isFull = false;
    expect((await b.call("POST", "/v1/clock/confirmation", { time })).status).toBe(200);
    expect(await clock()).toBe("plausible");
    const { entries } = (await b.call("GET", "/v1/acts?act=clockConfirmed")).json;
    expect(entries).toEqual([{ act: "clockConfirmed", at: time, role: "machine" }]);
  });
});

describe("what an officer has looked at", () => {
  it("is not what somebody has saved since, in the same second", async () => {
    const { author, approver, path } = await kept();
    await approver("GET", path);
    await author("PUT", path, { revision: 1, draft: { ...DRAFT, case: "case-18" } });
    const back = { revision: 2, reason: "OTHER" };
    expect((await approver("POST", `${path}/return`, back)).json.code).toBe("API_DRAFT_UNSEEN");
  });

  it("is known by the staff id in other letters too", async () => {
    const { as, approver, path, approve } = await kept();
    await approver("POST", `${path}/preview`);
    expect((await approve(await as("Approver"))).status).toBe(200);
  });
});
