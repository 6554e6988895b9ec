import { expect, it } from "vitest";
import { orderIn } from "../../src/words/order.ts";

it.each([
  ["es", ["Niza", "Nuuk", "Ñuble", "Omán"]],
  ["fr", ["Égypte", "Émirats", "Estonie", "Îles Åland", "Italie"]],
  ["en", ["Åland Islands", "Algeria", "Zimbabwe"]],
  ["ar", ["الأردن", "اليمن", "تونس", "Malta"]],
] as const)("names are in the order of the page, which speaks %s", (locale, names) => {
  expect(names.toReversed().sort(orderIn(locale))).toEqual(names);
});
