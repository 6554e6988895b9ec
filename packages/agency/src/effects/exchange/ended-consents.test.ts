import { encodeBase64urlText } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import type { Draft } from "@safepassage/schema";
import { expect, it } from "vitest";
import { createContext, NGO_B, opened } from "../../../test/erasing.ts";
import { inside } from "../../store/contract/inside.ts";
import { carryOut } from "../shared/effect.ts";
import { noteEndedByHolder, requireNotEnded } from "./ended-consents.ts";

it.each([
  ["before the last withdrawal of many", "2026-11-24T08:00:59Z", "CONSENT_WITHDRAWN"],
  ["after all of them", "2026-11-24T08:02:00Z", undefined],
])("a consent that was asserted %s is judged by that one alone", async (_, time, code) => {
  const context = createContext();
  for (let minute = 0; minute < 2; minute++) {
    for (const second of ["00", "20", "40"]) {
      await withdraw(context, `2026-11-24T08:0${minute}:${second}Z`);
    }
  }
  const { events } = inside(context.store);
  let read = 0;
  const count = async <T>(rows: Promise<readonly T[]>): Promise<readonly T[]> => {
    read += (await rows).length;
    return rows;
  };
  const counted = {
    ...events,
    about: (kind: string, digest: string) => count(events.about(kind, digest)),
    last: (kind: string, digest: string, most: number) => count(events.last(kind, digest, most)),
  };
  const sent = requireNotEnded(context, { events: counted }, resting(time), {});
  await (code === undefined
    ? expect(sent).resolves.toBeUndefined()
    : expect(sent).rejects.toMatchObject({ code }));
  expect(read).toBe(1);
});

/** Notes that the holder of a consent says that it is over. */
function withdraw(context: ReturnType<typeof createContext>, time: string): Promise<void> {
  const { message, sender } = opened(NGO_B, "consentWithdrawal", [{ f: "consent.ref", v: "ref" }]);
  const clear = { ...message.clear, "env.createdAt": time };
  const said = { message: { ...message, clear }, sender } as OpenedMessage;
  return carryOut(context, async () => ({
    effects: noteEndedByHolder(said, [], time),
    value: undefined,
  }));
}

/** A draft on an assertion of the consent, which was made at a time. */
function resting(time: string): Draft {
  const claims = { iss: NGO_B, jti: "ref", iat: Date.parse(time) / 1000 };
  const assertion = `e30.${encodeBase64urlText(JSON.stringify(claims))}.s`;
  const hidden = { "private.consentAssertions": [assertion] };
  return { clear: {}, private: hidden, body: {} } as unknown as Draft;
}
