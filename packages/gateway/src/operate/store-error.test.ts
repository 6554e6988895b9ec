import { AgencyError } from "@safepassage/agency";
import { expect, it } from "vitest";
import { toStoreError } from "./store-error.ts";

it.each([
  ["what has a code of ours", new AgencyError("GATEWAY_STORE_FULL", "x"), "GATEWAY_STORE_FULL"],
  ["a pipe that broke", withCode("EPIPE"), "GATEWAY_STORE_AWAY"],
  ["a certificate that is over", withCode("CERT_HAS_EXPIRED"), "GATEWAY_STORE_AWAY"],
  ["a table that is there already", withCode("42P07"), "GATEWAY_STORE_UNREADABLE"],
  ["an exception that a function raises", withCode("P0001"), "GATEWAY_STORE_UNREADABLE"],
  ["a damaged file", { code: "ERR_SQLITE_ERROR", errcode: 11 }, "GATEWAY_STORE_UNREADABLE"],
  ["a bug", new TypeError("x"), "GATEWAY_STORE_UNREADABLE"],
])("tells what may be over by itself from what a person has to mend: %s", (_, error, code) => {
  expect(toStoreError(error).code).toBe(code);
});

function withCode(code: string): Error {
  return Object.assign(new Error("x"), { code });
}
