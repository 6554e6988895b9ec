import { findField } from "../catalogue/catalogue.ts";
import meanings from "../catalogue/data/meanings.json" with { type: "json" };
import { explanations } from "../catalogue/explanations.ts";
import type { FieldEntry, Sensitivity } from "../catalogue/types.ts";

/** Title and description of a field, for people and for generated code. */
export function describeField(id: string): Readonly<Record<"title" | "description", string>> {
  const field = findField(id);
  if (field === undefined) throw new RangeError("the catalogue has no such field");
  const { sensitivity, card, ordered } = field;
  const note = explanations().fields[id] ?? "";
  const sentences = [
    (meanings as Readonly<Record<string, string>>)[id] ?? "",
    note === "" ? "" : sentence(note),
    countOf(field),
    ordered === true ? "Their order is part of what they say." : "",
    `Sensitivity ${sensitivity}: ${SENSITIVITIES[sensitivity]}.`,
  ];
  return { title: id, description: sentences.filter((text) => text !== "").join(" ") };

  function countOf({ place }: FieldEntry): string {
    if (card.max === 1) return "";
    const many = `${card.min === 0 ? "Up" : `${card.min}`} to ${card.max} values`;
    return place === "leaf" ? `${many}, each a leaf.` : `${many}.`;
  }
}

/** The words of the catalogue begin small and end without a stop. */
function sentence(note: string): string {
  const text = `${note.charAt(0).toUpperCase()}${note.slice(1)}`;
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

const SENSITIVITIES: Readonly<Record<Sensitivity, string>> = {
  P0: "no personal data about a case person",
  P1: "pseudonymous or coded",
  P2: "a fact about a person that helps to single her out",
  P3: "identifies directly",
  P4: "special category",
  P5: "safety-critical",
};
