import { encodeBase64url, encodeUtf8 } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import { expect, it } from "vitest";
import { createContext, NGO_B, opened, received } from "../../../test/erasing.ts";
import { inside } from "../../store/contract/inside.ts";
import { workOutIn } from "../../store/facts.ts";
import { carryOut } from "../shared/effect.ts";
import { awaitedErasure, expectedOn } from "./awaited.ts";

it.each([
  ["between two withdrawals", "2026-11-24T10:00:00Z", true],
  ["before both", "2026-11-24T08:00:00Z", true],
  ["after both", "2026-11-24T12:00:00Z", false],
])("a message that was written %s of a consent", async (_, createdAt, isErased) => {
  const context = createContext();
  for (const [digest, time] of [
    ["first", "2026-11-24T09:00:00Z"],
    ["second", "2026-11-24T11:00:00Z"],
  ] as const) {
    const claims = JSON.stringify({ iat: Date.parse(time) / 1000 });
    const jwt = ["e30", encodeBase64url(encodeUtf8(claims)), ""].join(".");
    const names = { id: digest, digest, sealedDigest: digest, jwt };
    await inside(context.store).inbox.add({ ...received(), ...names });
    const withdrawal = opened(NGO_B, "consentWithdrawal", [{ f: "consent.ref", v: "ref" }]);
    await carryOut(context, async () => ({
      effects: expectedOn({ ...withdrawal, digest }, time),
      value: undefined,
    }));
  }
  const late = opened(NGO_B, "referral", []);
  const message = {
    clear: { ...late.message.clear, "env.createdAt": createdAt, "env.legalBasis": [] },
    private: { ...late.message.private, "private.consentRefs": ["ref"] },
    body: {},
  } as unknown as OpenedMessage["message"];
  const row = { ...received(), content: { ...received().content, message } };
  const effects = await context.store.transaction((tx) =>
    workOutIn(context, tx, (known) =>
      awaitedErasure(known, { ...late, digest: row.digest, message }, row),
    ),
  );
  expect(effects.some(({ does }) => does === "erase")).toBe(isErased);
});
