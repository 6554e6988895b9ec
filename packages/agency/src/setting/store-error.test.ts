import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import { toStoreError } from "./store-error.ts";

const MISSING = join(import.meta.dirname, "no-folder", "agency.db");

function failure(): unknown {
  try {
    return new DatabaseSync(MISSING);
  } catch (error) {
    return error;
  }
}

it.each([
  [true, "GATEWAY_STORE_FULL"],
  [false, "GATEWAY_STORE_UNREADABLE"],
])(
  "a file that SQLite cannot make is told as a full disk where no more can be made (%s)",
  (lacks, code) => {
    expect(toStoreError(failure(), MISSING, () => lacks)).toMatchObject({ code });
  },
);

it("no other failure is asked about", () => {
  const asked = () => expect.fail("asked");
  const denied = Object.assign(new Error("denied"), { code: "EACCES" });
  expect(toStoreError(denied, MISSING, asked)).toMatchObject({ code: "GATEWAY_STORE_UNREADABLE" });
  expect(toStoreError(new Error("a bug"), MISSING, asked)).not.toHaveProperty("code");
});
