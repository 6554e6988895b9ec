import { expect, it } from "vitest";
import { codesOf } from "./correcting.ts";
import { requestS041 } from "./drafts.ts";
import { entityOf } from "./federation.ts";
import { createExchange } from "./world.ts";

const OFFICER = { id: "staff-0007", assurance: 2 };

it.each([
  ["evidence", [["evidence", entityOf("Police-B")]]],
  ["proceedings", []],
])(
  "what a review keeps as %s is told to a person where its sender has it erased",
  async (ground, told) => {
    const exchange = createExchange({ parties: ["Police-B", "Police-C"] });
    const { b, c } = exchange;
    const sent = await b.call("POST", "/v1/messages", { draft: requestS041(), mode: "asIs" });
    await exchange.settle();
    const { digest } = sent.json;
    const kept = await c.call("POST", `/v1/messages/${digest}/review`, {
      ...{ outcome: "keep", until: "2028-10-24", ground, officer: OFFICER },
    });
    expect(kept.status).toBe(200);
    const [gid, { leaves }] = Object.entries(requestS041().body)[0] as [
      string,
      { leaves: { f: string }[] },
    ];
    const erasing = await b.call("POST", `/v1/messages/${digest}/corrections`, {
      ...{ action: "erase", reason: "unlawful", officer: OFFICER },
      changes: [{ path: `${gid}/${leaves[0]?.f}` }],
    });
    expect([erasing.status, codesOf(erasing)]).toEqual([201, []]);
    await exchange.settle();
    expect((await c.call("GET", `/v1/messages/${digest}`)).json.erasedAt).toBeDefined();
    const { entries } = (await c.call("GET", "/v1/alarms?event=evidenceErased")).json;
    expect(entries.map(({ code, other }: Record<string, string>) => [code, other])).toEqual(told);
    // Its sender has it still, and may be asked for it.
    expect((await b.call("GET", `/v1/messages/${digest}`)).json.erasedAt).toBeUndefined();
  },
);
