import countries from "./data/countries.json" with { type: "json" };

/** ISO 3166-1 alpha-2 of a country written with three letters in either case, or `undefined`. */
export const alpha2Of = (alpha3: string): string | undefined =>
  tables().alpha2.get(alpha3.toUpperCase());

/** ISO 3166-1 alpha-3 of a country written with two capitals, or `undefined`. */
export const alpha3Of = (alpha2: string): string | undefined => tables().alpha3.get(alpha2);

interface Tables {
  readonly alpha2: ReadonlyMap<string, string>;
  readonly alpha3: ReadonlyMap<string, string>;
}

/** Built when first asked for, so that a bundle that does not ask leaves the countries out. */
function tables(): Tables {
  if (known !== undefined) return known;
  const pairs = countries.alpha3ToAlpha2.split(" ").map((pair) => {
    const [three = "", two = ""] = pair.split(":");
    return [three, two] as const;
  });
  known = { alpha2: new Map(pairs), alpha3: new Map(pairs.map(([three, two]) => [two, three])) };
  return known;
}

let known: Tables | undefined;
