import { AgencyError, type AgencyErrorCode } from "@safepassage/agency";
import { openSqliteStore } from "@safepassage/agency/node";
import { describe, expect, it } from "vitest";
import { awaitStore } from "./await-store.ts";

const failing = (code: AgencyErrorCode) => new AgencyError(code, "no");

/** Opens a store that fails so at first. Returns what was told of the wait. */
async function opened(failures: readonly Error[], inUseMs?: number): Promise<readonly string[]> {
  const told: string[] = [];
  const left = [...failures];
  const store = await awaitStore(
    async () => {
      const failure = left.shift();
      if (failure !== undefined) throw failure;
      return openSqliteStore(":memory:");
    },
    {
      onWait: ({ code }) => void told.push(code),
      signal: undefined,
      ...(inUseMs !== undefined && { inUseMs }),
    },
  );
  await store.close();
  return told;
}

describe("a store", () => {
  it("that is away is waited for, whatever the system calls it, and told once", async () => {
    const expired = Object.assign(new Error("expired"), { code: "CERT_HAS_EXPIRED" });
    const away = failing("GATEWAY_STORE_AWAY");
    expect(await opened([expired, away])).toEqual(["GATEWAY_STORE_AWAY"]);
  });

  it("whose disk has no room is waited for, too", async () => {
    const full = failing("GATEWAY_STORE_FULL");
    expect(await opened([full, full])).toEqual(["GATEWAY_STORE_FULL"]);
  });

  it("that another program has is waited for as long as it may be, and no longer", async () => {
    const inUse = failing("GATEWAY_STORE_IN_USE");
    // The session of a machine that has died holds the lock until the server misses it.
    expect(await opened([inUse, inUse, inUse], 5000)).toEqual(["GATEWAY_STORE_IN_USE"]);
    await expect(opened(Array(9).fill(inUse))).rejects.toMatchObject({ code: inUse.code });
  });

  it("that only a person can mend is not waited for", async () => {
    for (const failure of [failing("GATEWAY_STORE_INCOMPATIBLE"), new Error("a bug")]) {
      await expect(opened([failure])).rejects.toBe(failure);
    }
  });
});
