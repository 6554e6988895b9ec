import { expect, it } from "vitest";
import { missingFacts } from "../../src/pages/message/proof/missing-facts.ts";

it("says what rules lack in kinds, each once", () => {
  expect(missingFacts(["log proof (reserved)", "history.log"])).toEqual(["log"]);
  expect(missingFacts(["history.people", "history.exchange.at"])).toEqual(["people", "exchange"]);
  expect(missingFacts(["history.events", "history.named"])).toEqual(["events"]);
  expect(missingFacts(["registry.states"])).toEqual(["other"]);
});
