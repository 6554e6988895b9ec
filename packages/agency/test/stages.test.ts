import type { Signer } from "@safepassage/core";
import type { OpenedMessage } from "@safepassage/message";
import { expectTypeOf, it } from "vitest";
import {
  type AgencyFacts,
  judge,
  type Opened,
  open,
  type Prepared,
  type PreparedDraft,
  prepare,
  type SenderFacts,
  sign,
} from "../src/index.ts";

// The compiler holds these, in the step `types`: at run time they say nothing.
it("lets nobody sign what was not prepared", () => {
  const signing = (made: PreparedDraft, signer: Signer, facts: SenderFacts) =>
    // @ts-expect-error This is what is tested: it has all members, but prepare() did not make it.
    sign(made, signer, facts);
  expectTypeOf(signing).toBeFunction();
  expectTypeOf(prepare).returns.toEqualTypeOf<Prepared>();
  expectTypeOf(sign).parameter(0).toEqualTypeOf<Prepared>();
});

it("lets nobody judge what was not opened", () => {
  const judging = (made: OpenedMessage, facts: AgencyFacts) =>
    // @ts-expect-error This is what is tested: it has all members, but open() did not make it.
    judge(made, facts);
  expectTypeOf(judging).toBeFunction();
  expectTypeOf(open).returns.toEqualTypeOf<Opened>();
  expectTypeOf(judge).parameter(0).toEqualTypeOf<Opened>();
});
