import { ProtocolError } from "@safepassage/core";
import { expect, it } from "vitest";
import { refusalOf } from "./refusal.ts";

it("tells of an issue that only a gateway of another version knows, in that gateway's words", async () => {
  const issue = { pointer: "/reason", code: "TOO_NEW", field: "subject.sex" };
  const words = { fault: "caller", title: "t", hint: "h", spec: "" } as const;
  const refusal = async (more: object) => {
    const error = new ProtocolError("GATEWAY_BODY_INVALID", words, "the gateway refused it");
    return refusalOf(Object.assign(error, { issues: [{ ...issue, ...more }] }));
  };
  expect((await refusal({})).issues).toEqual([
    { ...issue, sentence: "Its code is TOO_NEW.", fix: "" },
  ]);
  const told = { sentence: "A new rule.", fix: "Do something new." };
  expect((await refusal(told)).issues).toEqual([{ ...issue, ...told }]);
  const named = { ...issue, code: "constructor", ...told };
  expect((await refusal(named)).issues).toEqual([named]);
});
