import { vitalRequest } from "@safepassage/testing/draft-request";
import { DEFAULT_PACKS, type RulePack } from "@safepassage/validator";
import { describe, expect, it } from "vitest";
import { openAgency } from "../src/node.ts";
import { openBoth } from "./open-both.ts";

describe("a recipient that judges by a pack of its own law", () => {
  it.each([
    ["warn", "acceptWithWarnings"],
    ["error", "reject"],
  ] as const)("tells its sender a finding of it (%s)", async (severity, verdict) => {
    const { b, c, close } = await openBoth();
    await c.close();
    const own = await openAgency(c.folder, { packs: [...DEFAULT_PACKS, novaia(severity)] });
    const sent = await b.send(await b.prepare(vitalRequest()), own);
    expect(sent).toMatchObject({ verdict, state: "decided" });
    await own.close();
    await close();
  });
});

const novaia = (severity: "warn" | "error"): RulePack => ({
  id: "xe",
  version: "1.0.0",
  validFrom: "2026-01-01",
  rules: [
    {
      id: "XE01",
      codes: ["XE01_LANGUAGE_NOT_SPOKEN"],
      parts: [{ needs: [], evaluate: () => [{ code: "XE01_LANGUAGE_NOT_SPOKEN", pointer: "" }] }],
    },
  ],
  entries: [
    {
      id: "XE01",
      severity,
      stage: "schema",
      check: "A referral names no language that no service in Novaia speaks",
      citation: "Assistance Act of Novaia, section 4 (invented)",
      citationStatus: "V",
      fix: "Leave the language out, or refer to another State.",
    },
  ],
  messages: [
    {
      locale: "en",
      codes: { XE01_LANGUAGE_NOT_SPOKEN: { text: "No service speaks the language." } },
    },
  ],
});
