import { visible } from "@safepassage/core";

/** Markup that needs no escaping any more. */
export interface Html {
  readonly markup: string;
}

/** Markup in which every value is escaped that is not markup itself, and every character shown. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Html {
  return { markup: String.raw({ raw: parts }, ...values.map(toMarkup)) };
}

/** What may stand in a template. Nothing and `false` leave nothing. */
export type Part = string | number | Html | readonly Html[] | false | undefined;

function toMarkup(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escapeText(String(part));
  return "markup" in part ? part.markup : part.map(({ markup }) => markup).join("");
}

function escapeText(text: string): string {
  return visible(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
