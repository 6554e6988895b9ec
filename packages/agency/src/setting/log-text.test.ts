import { describe, expect, it } from "vitest";
import { type EventName, LOG_EVENTS } from "./log-events.ts";
import { levelOf, textOf } from "./log-text.ts";

const ref = "zNLGXVnPJ16-caWhJjcD5hRRCE4OLU4b7E_xlL1C1KM";
const peer = "https://ngo-c.test";

describe("levelOf", () => {
  it("is that of a failed attempt for what waits again", () => {
    expect(levelOf({ event: "queued", ref, peer })).toBe("info");
    const again = { event: "queued", ref, peer, code: "GATEWAY_PEER_UNREACHABLE" } as const;
    expect(levelOf(again)).toBe("warning");
    expect(textOf(again)).toContain("failed (GATEWAY_PEER_UNREACHABLE). It is tried again.");
  });
});

describe("textOf", () => {
  it("says what happened and what to do, with the members of the event", () => {
    expect(
      textOf({ event: "emergencyUndelivered", ref, peer, code: "GATEWAY_PEER_UNREACHABLE" }),
    ).toBe(
      `A life may be in danger: your message ${ref} to ${peer} is not delivered (GATEWAY_PEER_UNREACHABLE). Tell ${peer} another way now.`,
    );
  });

  it("leaves out what rests on a member that is not given", () => {
    expect(textOf({ event: "queued", ref, peer })).toBe(
      `Message ${ref} to ${peer} waits to be sent.`,
    );
    const foreign = { event: "queued", ref, peer, code: "GATEWAY_PEER_ANSWER_FOREIGN" } as const;
    expect(textOf(foreign)).toContain("is not its gateway (GATEWAY_PEER_ANSWER_FOREIGN).");
    expect(textOf({ ...foreign, status: 502 })).toContain("is not its gateway, with status 502 (");
    expect(textOf({ event: "quarantineAlarm", ref, country: "XB" })).toContain(
      "authority of XB now.",
    );
    expect(textOf({ event: "refused", ref, code: "PACKAGE_MALFORMED" })).toBe(
      `Package ${ref} was refused (PACKAGE_MALFORMED).`,
    );
  });

  it("has other words for a message of one's own, and for a code", () => {
    const code = "GATEWAY_PROFILE_CHANGED";
    expect(textOf({ event: "refused", ref, peer, code, own: true })).toContain(
      `to ${peer} was refused`,
    );
    expect(textOf({ event: "warningUnanswered", ref, peer, code: "owed" })).toContain(
      "Answer it now",
    );
    // A code that is the name of something every object has is no case.
    expect(textOf({ event: "warningUnanswered", ref, code: "constructor" })).toContain(
      "has waited",
    );
  });

  it.each([
    ...["GATEWAY_REGISTRY_MISSING", "GATEWAY_REGISTRY_STALE", "GATEWAY_CLOCK_IMPLAUSIBLE"],
    "GATEWAY_AGREEMENT_OUTDATED",
  ])("sends nobody to a partner for what keeps a message here (%s)", (code) => {
    for (const event of ["queued", "sending"] as const) {
      const text = textOf({ event, ref, peer, code });
      expect(text).toMatch(new RegExp(`^Message ${ref} to ${peer} is not sent while .*${code}`));
      expect(text).not.toContain("operator");
    }
  });

  it("has the clocks compared where the partner's clock shows another time", () => {
    for (const code of ["GATEWAY_SIGNATURE_REFUSED", "MESSAGE_NOT_YET_VALID"]) {
      expect(textOf({ event: "sending", ref, peer, code })).toContain("Compare the clocks");
    }
    const refused = { event: "refused", ref, peer, code: "MESSAGE_NOT_YET_VALID" } as const;
    expect(textOf(refused)).toContain("Compare the clocks");
  });

  it.each([
    ["TRUST_REGISTRY_NOT_YET_VALID", "Look at the clock"],
    ["TRUST_REGISTRY_OUTDATED", "Call the authority"],
    ["JWS_ALGORITHM_NOT_ALLOWED", "Compare registry-key.json"],
    ["GATEWAY_REGISTRY_MISSING", "See that its address answers"],
    ["GATEWAY_REGISTRY_CERTIFICATE_WRONG", "start the gateway with NODE_EXTRA_CA_CERTS"],
  ])("says what to do about a registry that is not taken by why it is not (%s)", (code, act) => {
    for (const event of ["registryRefused", "registryUnread"] as const) {
      expect(textOf({ event, code })).toContain(`(${code})`);
      expect(textOf({ event, code })).toContain(act);
    }
  });

  it("shows no sign that deceives, and no text without end", () => {
    const text = textOf({ event: "accept", ref: "x".repeat(10_000), peer: "a\n\u202eb{ref}[c]" });
    expect(text).toMatch(/^[ -~]+$/);
    expect(text).toContain("of a\\u000a\\u202eb{ref}[c] was accepted.");
    expect(text.length).toBeLessThan(1000);
  });

  it.each(Object.keys(LOG_EVENTS) as EventName[])(
    "has words for %s without any member",
    (event) => {
      const text = textOf({ event });
      expect(text).toMatch(/^\w.*[.]$/);
      expect(text).not.toMatch(/[{}[\]]/);
    },
  );
});
