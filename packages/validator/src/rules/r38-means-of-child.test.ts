import { describe, expect, it } from "vitest";
import { applyPatch } from "../../test/json-patch.ts";
import { fixtureOf, readVectorFiles } from "../../test/vectors.ts";
import { validate } from "../validate.ts";
import { r38 } from "./r38-means-of-child.ts";

const CHILD = "BWxlyGIVO7yDvO1lB2VMAw";
const file = readVectorFiles().get("R38.json");

/** A child who is called no victim: one event says that she was exploited, and another holds this. */
function judge(value: unknown, links: readonly string[]): readonly string[] {
  const found = file?.cases.find(({ id }) => id === "no-act");
  if (found === undefined) throw new Error("no such case");
  const input = fixtureOf(found, file?.fixtures);
  const event = Object.values(input.message.body).find(({ kind }) => kind === "event");
  const other = { ...event, links, leaves: [{ f: "event.act", ...(value as object) }] };
  const path = "/message/body/X6P1FBGm8NVdJ3Wl0mYoXw";
  const both = applyPatch(input, [{ op: "add", path, value: other }]);
  return validate(both, { rules: [r38] }).findings.map(({ code }) => code);
}

describe("a child who was recruited in one event and exploited in another", () => {
  it("is not called no victim", () => {
    expect(judge({ v: "recruitment" }, [CHILD])).toEqual(["R38_STATUS_LOWERED"]);
  });

  it("may be, where somebody only said that she was recruited", () => {
    expect(judge({ v: "recruitment", nature: "statement" }, [CHILD])).toEqual([]);
  });
});
