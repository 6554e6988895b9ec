import { AgencyError } from "@safepassage/agency";
import { CoreError } from "@safepassage/core";
import { expect, it } from "vitest";
import { judgeRegistryFailure } from "./judge-registry-failure.ts";

it.each([
  ["a page", new CoreError("JWS_MALFORMED", "not three parts")],
  ["a page in another script", new CoreError("JSON_BAD_TEXT", "not UTF-8")],
  ["a registry of which the end is lost", new CoreError("BASE64URL_MALFORMED", "left-over bits")],
  ["another signed object", new CoreError("JWS_TYPE_WRONG", "an agreement")],
  ["a page without end", new AgencyError("GATEWAY_BODY_TOO_LARGE", "more than that")],
])(
  "where %s stands in place of a registry, the advice is for the agency that reads it",
  (_, error) => {
    expect(judgeRegistryFailure("https://registry.test", error)).toEqual([
      {
        ...{ level: "waiting", code: error.code, file: "https://registry.test" },
        sentence: "What is there is no signed registry.",
        fix: expect.stringContaining("no proxy"),
      },
    ]);
  },
);

it.each(["JWS_SIGNATURE_INVALID", "JWS_ALGORITHM_NOT_ALLOWED"] as const)(
  "a registry that another key has signed, of whichever algorithm, has the keys compared (%s)",
  (code) => {
    const error = new CoreError(code, "another key");
    expect(judgeRegistryFailure("https://registry.test", error)).toEqual([
      {
        ...{ level: "waiting", code, file: "https://registry.test" },
        sentence: expect.stringContaining("is not signed with the key"),
        fix: expect.stringContaining("Compare registry-key.json"),
      },
    ]);
  },
);
