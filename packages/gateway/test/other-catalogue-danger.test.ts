import type { Draft } from "@safepassage/schema";
import { describe, expect, it } from "vitest";
import { GID, rowOf, submit, withGoneKind } from "./catalogue-world.ts";
import { createUpgraded } from "./earlier.ts";
import { EMERGENCY } from "./emergency.ts";
import { NGO_C } from "./federation.ts";
import { eventsOf } from "./inside.ts";
import { requestS011 } from "./world.ts";

describe("a message that was queued under an earlier catalogue", () => {
  it("tells less rather than nothing where a life is at stake, and says so", async () => {
    const exchange = createUpgraded();
    exchange.version.write = (draft) => ({
      ...draft,
      body: {
        ...draft.body,
        [GID]: {
          kind: "identity",
          links: [subjectOf(draft)],
          meta: Object.values(draft.body).find(({ meta }) => meta !== undefined)?.meta as object,
          leaves: [{ f: "identity.documentNumber", v: "X1234567" }],
        },
      } as Draft["body"],
    });
    const { digest } = await submit(exchange, asEmergency());
    await exchange.settle();
    const { replacedBy } = (await exchange.b.show(digest)).json;
    expect(await eventsOf(exchange.b.store, "sentLess")).toMatchObject([{ ref: replacedBy }]);
    const row = await rowOf(exchange, replacedBy);
    expect(Object.keys(row.content?.message.body ?? {})).not.toContain(GID);
    expect(row.state).toBe("decided");
  });

  it("tells what this catalogue can still name where a life is at stake", async () => {
    const exchange = createUpgraded();
    exchange.version.keep = withGoneKind;
    const { digest } = await submit(exchange, asEmergency());
    await exchange.settle();
    const { replacedBy } = (await exchange.b.show(digest)).json;
    expect((await rowOf(exchange, replacedBy)).state).toBe("decided");
    expect(await eventsOf(exchange.b.store, "sentLess")).toMatchObject([{ ref: replacedBy }]);
  });

  it("raises the alarm if a warning of a threat to life can be told no more", async () => {
    const exchange = createUpgraded();
    exchange.version.keep = (message) => ({
      ...message,
      clear: { ...message.clear, "env.purpose": "GONE_PURPOSE" as "MISSING_CHILD_ALERT" },
    });
    const { digest } = await submit(exchange, asEmergency());
    await exchange.settle();
    expect((await rowOf(exchange, digest)).state).toBe("refused");
    const lost = [{ ref: digest, code: "GATEWAY_PROFILE_CHANGED" }];
    expect(await eventsOf(exchange.b.store, "emergencyUndelivered")).toMatchObject(lost);
    expect(exchange.b.log).toContainEqual({
      ...{ event: "emergencyUndelivered", peer: NGO_C, ...lost[0] },
    });
  });
});

const asEmergency = () => ({ ...requestS011(), private: { "private.urgency": EMERGENCY } });

const subjectOf = ({ body: groups }: Draft): string =>
  Object.entries(groups).find(([, { kind }]) => kind === "subject")?.[0] ?? "";
