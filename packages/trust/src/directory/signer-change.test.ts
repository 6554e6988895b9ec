import { describe, expect, it } from "vitest";
import { current, day, file, NGO, ngo, ngoKeys, old } from "../../test/listed-agencies.ts";
import { parseRegistry } from "./registry-node.ts";
import { signerChange } from "./signer-change.ts";

describe("signerChange", () => {
  const registry = parseRegistry(file);

  it.each([
    ["nothing, while the key is the newest", old, "2025-08-01", undefined],
    ["that the key is replaced, while it is still in force too", old, "2026-01-10", "keyReplaced"],
    ["that the key is ended", old, "2026-11-25", "keyReplaced"],
    ["nothing of the one that came after it", current, "2026-11-25", undefined],
    ["that the agency has left, whatever its key is", old, "2026-02-10", "left"],
  ])("says what has become of a signer: %s", (_, { kid }, at, change) => {
    expect(signerChange(registry, { entity: NGO, kid }, day(at))).toBe(change);
  });

  it("says that a key is ended where the agency has none any more", () => {
    const keys = [ngoKeys[0]];
    const ended = parseRegistry({
      ...file,
      agencies: [{ ...ngo, keys }, ...file.agencies.slice(1)],
    });
    const signer = { entity: NGO, kid: old.kid };
    expect(signerChange(ended, signer, day("2026-11-25"))).toBe("keyReplaced");
  });
});
