import { expect, it } from "vitest";
import { toPostgresError } from "./failures.ts";

it.each([
  "CERT_HAS_EXPIRED",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "ERR_TLS_CERT_ALTNAME_INVALID",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
])(
  "a certificate of the server that does not verify (%s) is waited for, and names authorities",
  (code) => {
    const error = Object.assign(new Error("of TLS"), { code });
    expect(toPostgresError(error, "ngo_b")).toMatchObject({
      code: "GATEWAY_STORE_AWAY",
      message: `ngo_b: ${code}`,
      details: { member: "authorities" },
    });
  },
);
