import { expect, it } from "vitest";
import { tlsFailureOf } from "./tls-failure.ts";

// As Node 24 reports them: of a server's certificate, and of alerts that OpenSSL's s_server sends about a client's.
it.each([
  ["CERT_HAS_EXPIRED", "GATEWAY_PEER_CERTIFICATE_OVER"],
  ["CERT_NOT_YET_VALID", "GATEWAY_PEER_CERTIFICATE_NOT_YET"],
  ["ERR_TLS_CERT_ALTNAME_INVALID", "GATEWAY_PEER_CERTIFICATE_OTHER_NAME"],
  ["DEPTH_ZERO_SELF_SIGNED_CERT", "GATEWAY_PEER_CERTIFICATE_UNTRUSTED"],
  ["SELF_SIGNED_CERT_IN_CHAIN", "GATEWAY_PEER_CERTIFICATE_UNTRUSTED"],
  ["UNABLE_TO_VERIFY_LEAF_SIGNATURE", "GATEWAY_PEER_CERTIFICATE_UNTRUSTED"],
  ["UNABLE_TO_GET_ISSUER_CERT_LOCALLY", "GATEWAY_PEER_CERTIFICATE_UNTRUSTED"],
  ["CERT_REVOKED", "GATEWAY_PEER_CERTIFICATE_UNTRUSTED"],
  ["ERR_SSL_TLSV1_ALERT_UNKNOWN_CA", "GATEWAY_CLIENT_CERTIFICATE_REFUSED"],
  ["ERR_SSL_SSL/TLS_ALERT_CERTIFICATE_EXPIRED", "GATEWAY_CLIENT_CERTIFICATE_REFUSED"],
  ["ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED", "GATEWAY_CLIENT_CERTIFICATE_REFUSED"],
  ["ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR", undefined],
  ["ECONNREFUSED", undefined],
])("a connection that fails with %s is told as %s", (code, expected) => {
  const cause = Object.assign(new Error("handshake"), { code });
  expect(tlsFailureOf(cause)).toBe(expected);
  expect(tlsFailureOf(new TypeError("fetch failed", { cause }))).toBe(expected);
});

it("an error whose causes have no end is none of TLS", () => {
  const endless = new Error("x");
  endless.cause = endless;
  expect(tlsFailureOf(endless)).toBeUndefined();
});
