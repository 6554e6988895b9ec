import { describe, expect, it } from "vitest";
import { claimsDanger } from "./claims-danger.ts";

const of = (purpose: string, messageType: string) =>
  ({ "env.purpose": purpose, "env.messageType": messageType }) as Parameters<
    typeof claimsDanger
  >[0];
const emergency = (ground: string) => ({ level: "emergency", ground });

describe("claimsDanger", () => {
  it("is an emergency that threatens a life, in any purpose", () => {
    const referral = of("ASSISTANCE_REFERRAL", "referral");
    expect(claimsDanger(referral, emergency("threatToLife"))).toBe(true);
    expect(claimsDanger({}, emergency("threatToLife"))).toBe(true);
    expect(claimsDanger(referral, { level: "urgent", ground: "threatToLife" })).toBe(false);
    for (const ground of ["threatToSafety", "threatToFreedom", "threatToPhysicalIntegrity"]) {
      expect(claimsDanger(referral, emergency(ground))).toBe(false);
    }
    for (const none of [undefined, null, "emergency", [], {}]) {
      expect(claimsDanger(referral, none)).toBe(false);
    }
  });

  it("is also one to body or freedom, in a warning", () => {
    const warning = of("IMMEDIATE_DANGER", "alert");
    for (const ground of ["threatToLife", "threatToPhysicalIntegrity", "threatToFreedom"]) {
      expect(claimsDanger(warning, emergency(ground))).toBe(true);
    }
    expect(claimsDanger(warning, emergency("threatToSafety"))).toBe(false);
    expect(claimsDanger(warning, { level: "urgent", ground: "threatToFreedom" })).toBe(false);
  });

  it("is never an answer to a warning", () => {
    for (const type of ["response", "correction", "request"]) {
      expect(claimsDanger(of("IMMEDIATE_DANGER", type), emergency("threatToLife"))).toBe(false);
    }
  });
});
