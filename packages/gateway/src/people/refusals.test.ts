import * as oauth from "oauth4webapi";
import { expect, it } from "vitest";
import { providerFaultOf, signInFaultOf } from "./refusals.ts";

const coded = (code: string) => Object.assign(new Error("x"), { code });
const answered = (status: number) =>
  new oauth.OperationProcessingError("x", {
    code: oauth.RESPONSE_IS_NOT_CONFORM,
    cause: new Response(null, { status }),
  });

it("a provider that is away, one whose certificate does not verify, and one that is another are told apart", () => {
  for (const [cause, fault] of [
    [coded("ECONNREFUSED"), "PROVIDER_AWAY"],
    [coded("DEPTH_ZERO_SELF_SIGNED_CERT"), "PROVIDER_CERTIFICATE"],
    [coded("CERT_HAS_EXPIRED"), "PROVIDER_CERTIFICATE"],
    [new Error("unexpected redirect"), "PROVIDER_OTHER"],
    [answered(404), "PROVIDER_OTHER"],
    [answered(502), "PROVIDER_AWAY"],
    ["nothing", "PROVIDER_AWAY"],
  ] as const) {
    expect([fault, providerFaultOf(new TypeError("fetch failed", { cause }))]).toEqual([
      fault,
      fault,
    ]);
  }
});

it("what a provider refuses is told in its own word, if that is one, and not where the person has ended it", () => {
  const said = (error: string) =>
    signInFaultOf(
      new oauth.AuthorizationResponseError("x", { cause: new URLSearchParams({ error }) }),
    );
  expect(["invalid_target", "access_denied", "A person's name"].map(said)).toEqual([
    "invalid_target",
    undefined,
    undefined,
  ]);
  const over = { code: oauth.JWT_TIMESTAMP_CHECK };
  expect(signInFaultOf(new oauth.OperationProcessingError("x", over))).toBe("TOKEN_OVER");
  expect(signInFaultOf(new oauth.OperationProcessingError("x"))).toBeUndefined();
});
