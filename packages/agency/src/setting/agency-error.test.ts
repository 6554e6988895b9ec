import { describe, expect, it } from "vitest";
import { AGENCY_ERRORS } from "./agency-error.ts";

describe("a certificate that this machine does not trust", () => {
  const untrusted = Object.entries(AGENCY_ERRORS).filter(([, { title }]) =>
    title.includes("nobody whom this machine trusts"),
  );

  it("is one of the registry, or of a partner", () => {
    expect(untrusted.map(([code]) => code).sort()).toEqual([
      "GATEWAY_PEER_CERTIFICATE_UNTRUSTED",
      "GATEWAY_REGISTRY_CERTIFICATE_WRONG",
    ]);
  });

  it.each(untrusted)("comes with how an authority of one's own is trusted (%s)", (_, { hint }) => {
    expect(hint).toContain("have NODE_EXTRA_CA_CERTS name");
  });
});
