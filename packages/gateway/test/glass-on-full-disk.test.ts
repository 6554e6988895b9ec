import { AgencyError, type AgencyStore } from "@safepassage/agency";
import { expect, it } from "vitest";
import { openReceiver } from "./alarm-servers.ts";
import { hook, open, using } from "./alarm-world.ts";
import { refer } from "./correcting.ts";
import { soon } from "./watching.ts";
import { requestS011 } from "./world.ts";

const URGENT = { level: "emergency", ground: "threatToLife" } as const;

it.each([
  ["GATEWAY_STORE_FULL", false],
  ["GATEWAY_STORE_READ_ONLY", true],
] as const)(
  "an officer breaks the glass while the store takes nothing (%s): a person is told at once, and again when the store has it",
  async (code, isSeen) => {
    const receiver = await using(openReceiver());
    let isFull = false;
    const wrap = (store: AgencyStore): AgencyStore => ({
      ...store,
      async isFull() {
        // What stands in the way beside a full disk is thrown.
        if (isFull && isSeen) throw new AgencyError(code, "nothing is taken");
        return false;
      },
      transaction: (work) =>
        store.transaction((tx) => {
          const add: typeof tx.events.add = (event) =>
            isFull
              ? Promise.reject(new AgencyError(code, "nothing is taken"))
              : tx.events.add(event);
          return work({ ...tx, events: { ...tx.events, add } });
        }),
    });
    const { exchange, lines } = open({ webhook: hook(receiver.url) }, { wrap });
    const { c } = exchange;
    const { digest } = await refer(exchange, {
      ...requestS011(),
      private: { ...requestS011().private, "private.urgency": URGENT },
    });
    const told = () =>
      receiver.requests.flatMap(({ notice: { alarms } }) =>
        alarms.filter(({ event }) => event === "glassBroken").map(({ ref, code }) => [ref, code]),
      );
    isFull = true;
    const read = await c.call("GET", `/v1/messages/${digest}/content`, undefined, {
      ...{ "safepassage-reason": "BREAK_GLASS", "safepassage-officer": "case-1" },
      "safepassage-assurance": "2",
    });
    expect([
      read.status,
      (await c.call("GET", "/v1/alarms?event=glassBroken")).json.entries,
    ]).toEqual([200, []]);
    const one = [digest, "BREAK_GLASS"];
    await soon(told).toEqual([one]);
    isFull = false;
    await c.gateway.maintain();
    await soon(told).toEqual([one, one]);
    const { entries } = (await c.call("GET", "/v1/alarms?event=glassBroken")).json;
    expect(entries).toMatchObject([{ ref: digest, code: "BREAK_GLASS" }]);
    expect(lines().filter(({ event }) => event === "glassBroken")).toHaveLength(2);
    const over = lines().filter(({ event, code: of }) => event === "over" && of === "glassBroken");
    expect(over).toEqual([]);
  },
);
