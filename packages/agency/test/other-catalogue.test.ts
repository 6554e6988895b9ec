import { join } from "node:path";
import { createFixedClock, sha256Base64url } from "@safepassage/core";
import { PROFILE_DIGEST } from "@safepassage/schema";
import { vitalRequest } from "@safepassage/testing/draft-request";
import { describe, expect, it } from "vitest";
import { type CopiedStore, withCopied } from "../src/contract.ts";
import { FOLDER, openAgency } from "../src/node.ts";
import { inDays, openBoth } from "./open-both.ts";

const EARLIER = sha256Base64url("the catalogue of an earlier version");

describe("an agency whose earlier version has left a message in the outbox", () => {
  it("signs it again when it delivers, says in whose place it went, and by what it was judged", async () => {
    const { b, c } = await openBoth();
    const first = await b.send(await b.prepare(vitalRequest()));
    expect([first.state, first.replaces]).toEqual(["queued", undefined]);
    await b.close();
    // As the earlier version stored it, with a pause of an hour.
    const asEarlier = ({ rows, content, rewrite }: CopiedStore): void => {
      const held = content("outbox", first.digest);
      if (held === undefined) throw new TypeError("no key opens the message");
      const clear = { ...held.message.clear, "env.profile": EARLIER };
      rewrite("outbox", first.digest, { ...held, message: { ...held.message, clear } });
      rows(`UPDATE outbox SET next_attempt = next_attempt + 3600000, profile = '${EARLIER}'`);
    };
    const keys = join(b.folder, FOLDER.contentKeys);
    withCopied(join(b.folder, FOLDER.database), asEarlier, keys);

    const later = await openAgency(b.folder, { clock: createFixedClock(inDays(1 / 1440)) });
    const [sent, ...more] = await later.deliver(c);
    expect(more).toEqual([]);
    expect(sent).toMatchObject({ state: "decided", verdict: "accept", replaces: first.digest });
    expect(sent?.digest).not.toBe(first.digest);
    expect(await c.read(sent?.digest ?? "")).toMatchObject({ profile: PROFILE_DIGEST });
    expect(await c.read(first.digest)).toBeUndefined();
    expect(await later.deliver(c)).toEqual([]);
    await Promise.all([later.close(), c.close()]);
  });
});
