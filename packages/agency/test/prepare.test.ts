import { ProtocolError, toInstant } from "@safepassage/core";
import type { PolicyInput } from "@safepassage/policy";
import { PURPOSES } from "@safepassage/schema";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Prepared, prepare } from "../src/index.ts";
import { acceptedMessages, arbitraryDrafts, messagesRefusedBy } from "./drafts.ts";
import { takeIn } from "./take-in.ts";
import { SIGNER, type World, worldOf } from "./world-of.ts";

const arbitraryDraft = await arbitraryDrafts();
const PURPOSE_IDS = PURPOSES.map(({ id }) => id).sort();

describe("what prepare lets through", () => {
  it.each(PURPOSE_IDS)("is taken by a recipient who holds the same facts: %s", (purpose) => {
    const purposes = [purpose];
    const anyDraft = fc.oneof(
      arbitraryDraft({ purposes }),
      arbitraryDraft({ purposes, generous: true }),
      arbitraryDraft({ purposes, generous: true, plain: true }),
    );
    let taken = 0;
    for (const input of fc.sample(anyDraft, { numRuns: 18, seed: 20261128 })) {
      const { draft, facts } = worldOf(input);
      const prepared = prepareSound({ draft, facts });
      if (prepared?.maySend !== true) continue;
      const { verdict, findings } = takeIn(prepared, SIGNER, facts);
      expect(verdict).not.toBe("reject");
      expect({ verdict, findings }).toEqual({
        verdict: prepared.judgement.verdict,
        findings: prepared.judgement.findings,
      });
      taken += 1;
    }
    expect(taken).toBeGreaterThan(0);
  });

  it("holds every value of messages that are accepted", () => {
    const purposes = new Set<string>();
    for (const { id, input } of acceptedMessages()) {
      // No token stands behind the authorisations of the corpus.
      if (input.authorisations.length > 0) continue;
      const { draft, facts } = worldOf(atItsTime(input), input.history);
      const { maySend, account, judgement } = prepare(draft, facts);
      const lost = account.filter(({ outcome }) => outcome !== "allowed").map(({ field }) => field);
      const errors = judgement.findings.filter(({ severity }) => severity === "error");
      const codes = errors.map(({ code }) => code);
      expect({ id, maySend, lost, codes }).toEqual({ id, maySend: true, lost: [], codes: [] });
      purposes.add(draft.clear["env.purpose"]);
    }
    expect([...purposes].sort()).toEqual(PURPOSE_IDS);
  });
});

describe("what the policy permits and a rule refuses", () => {
  it.each(["R07", "R17", "R28", "R36", "R37"])("is left out, or nothing is sent: of %s", (rule) => {
    // A refuge is no party: that is refused before any rule.
    const messages = messagesRefusedBy(rule).filter(
      ({ input: { registry } }) =>
        ![registry.sender, registry.recipient].some(({ flags }) => flags.shelter),
    );
    const outcomes = messages.map(({ input }) => {
      const { draft, facts } = worldOf(atItsTime(input), input.history);
      const { maySend, account, judgement } = prepare(draft, facts);
      if (!maySend) return judgement.verdict === "reject";
      const gone = account.filter(({ outcome }) => outcome !== "allowed");
      return gone.some(({ finding, reason }) => finding !== undefined || reason !== undefined);
    });
    expect(outcomes).not.toEqual([]);
    expect(outcomes).not.toContain(false);
  });
});

/** Rules were asked, some long after; a sender prepares when it writes, and sends soon. */
function atItsTime(input: PolicyInput): PolicyInput {
  const { clear } = input.message;
  const now = clear["env.createdAt"];
  const soon = toInstant(new Date(Date.parse(now) + 2 * 86_400_000));
  const message = { ...input.message, clear: { ...clear, "env.deliverBy": soon } };
  return { ...input, message, now };
}

/** `undefined` where a structural check refuses the draft: an agreement that is suspended. */
function prepareSound({ draft, facts }: World): Prepared | undefined {
  try {
    return prepare(draft, facts);
  } catch (error) {
    if (error instanceof ProtocolError && error.code === "MESSAGE_AGREEMENT_UNKNOWN") return;
    throw error;
  }
}
