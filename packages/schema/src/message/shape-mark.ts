import type { Code } from "../catalogue/codes.ts";

/**
 * Whether legal bases cite the law of the Schengen Information System, Regulation (EU) 2018/1862: such a message has its shape mark.
 *
 * @see Rule R70
 */
export const citesSis = (legalBases: readonly string[]): boolean =>
  legalBases.some((basis) => basis.startsWith("REG2018/1862#"));

/** The shape mark of a message whose sender declares none. No mark that opens a field is declared for anybody. */
export const shapeMarkOf = (legalBases: readonly string[]): Code<"shape_mark"> =>
  citesSis(legalBases) ? "sis" : "full";
