import { writeFileSync } from "node:fs";
import { makeTestExchange } from "@safepassage/agency/node";
import { draftOf } from "./draft.ts";

// Two invented agencies in ./exchange, a registry that lists them, an agreement that both have signed.
makeTestExchange("exchange");

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const asked = {
  id: "case-17",
  languages: ["rus"],
  sex: "2",
  phone: "+15005550017",
  services: ["counselling"],
  asOf: day(0).slice(0, 7),
  consent: { givenAt: `${day(-3)}T00:00:00Z`, until: `${day(180)}T00:00:00Z` },
};
const draft = draftOf(asked, "https://ngo-c.test");
writeFileSync("exchange/draft.json", JSON.stringify(draft, null, 2));
