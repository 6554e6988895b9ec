import { afterAll, describe, expect, it } from "vitest";
import { inside } from "../../store/contract/inside.ts";
import { openSqliteStore } from "../../store/sqlite/store.ts";
import { admit } from "./effect.ts";

const store = openSqliteStore(":memory:");
afterAll(() => store.close());

describe("admit", () => {
  const tx = inside(store);
  const deliverBy = "2026-11-25T10:00:00Z";
  const arrives = (iss: string, jti: string, digest: string) =>
    admit(tx, { iss, jti, digest, deliverBy });
  const replayed = expect.objectContaining({ code: "TRUST_REPLAYED" });

  it("lets a message in once", async () => {
    const iss = "https://a.test";
    await arrives(iss, "1", "a");
    await expect(arrives(iss, "1", "a")).rejects.toEqual(replayed);
    await expect(arrives(iss, "1", "b")).rejects.toEqual(replayed);
    await expect(arrives(iss, "2", "a")).rejects.toEqual(replayed);
    await arrives(iss, "2", "b");
  });

  it("keeps an id until a day after the deadline, and the digest for ever", async () => {
    const iss = "https://b.test";
    await arrives(iss, "1", "c");
    expect(await tx.replay.prune(new Date("2026-11-26T09:59:59Z"))).toBe(0);
    await expect(arrives(iss, "1", "d")).rejects.toEqual(replayed);
    expect(await tx.replay.prune(new Date("2026-11-26T10:00:00Z"))).toBeGreaterThan(0);
    await arrives(iss, "1", "d");
    await expect(arrives(iss, "4", "c")).rejects.toEqual(replayed);
  });

  it("names neither id nor digest in the refusal", async () => {
    await arrives("https://c.test", "id-of-message", "digest-of-message");
    await expect(arrives("https://c.test", "id-of-message", "digest-of-message")).rejects.toThrow(
      /^seen-jti of https:\/\/c\.test$/,
    );
  });
});
