import { visible } from "@safepassage/core";

/** Markup that is already escaped. */
export interface Html {
  readonly markup: string;
}

/** Makes markup: escapes every value that is not markup, and makes every character visible. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { markup: String.raw({ raw: parts }, ...values.map(toMarkup)) };
}

/** A value in a template. Undefined and `false` print nothing. */
export type Part = string | number | Html | readonly Html[] | false | undefined;

function toMarkup(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escapeText(String(part));
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
}

function escapeText(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
