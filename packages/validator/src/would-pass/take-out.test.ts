import type { Draft } from "@safepassage/schema";
import { expect, it } from "vitest";
import { takeOut } from "./take-out.ts";

const group = (links: readonly string[], ...fields: readonly string[]) => ({
  kind: "event",
  links,
  leaves: fields.map((f) => ({ f, v: true })),
});

const DRAFT = {
  private: {
    "private.necessity": [
      { path: "one/event.a", reason: "PROVE_AGE" },
      { path: "two/event.a", reason: "PROVE_AGE" },
      { path: "elsewhere/event.a", reason: "PROVE_AGE" },
    ],
  },
  body: { one: group([], "event.a", "event.b"), two: group(["one"], "event.a") },
} as unknown as Draft;

it("takes a group out, with the links to it and the reasons for it", () => {
  const { private: hidden, body } = takeOut(DRAFT, [{ gid: "one" }]);
  expect(body).toEqual({ two: group([], "event.a") });
  const paths = hidden["private.necessity"].map(({ path }) => path);
  expect(paths).toEqual(["two/event.a", "elsewhere/event.a"]);
});

it("takes one field out of a group", () => {
  const { body } = takeOut(DRAFT, [{ gid: "one", field: "event.a" }]);
  expect(body).toEqual({ one: group([], "event.b"), two: group(["one"], "event.a") });
});
