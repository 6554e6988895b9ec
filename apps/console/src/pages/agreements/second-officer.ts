/** Says what a second officer does in a purpose: approves before it goes, or reviews after it went where a life is at stake. */
export function secondOfficerWord(
  purpose: string,
  isAsked: boolean,
): "secondOfficerNo" | "secondOfficerYes" | "secondOfficerAfter" {
  if (!isAsked) return "secondOfficerNo";
  return goesFirst(purpose) ? "secondOfficerAfter" : "secondOfficerYes";
}

/** Whether nothing of a purpose waits for a second officer. */
export const goesFirst = (purpose: string): boolean => purpose === DANGER;

const DANGER = "IMMEDIATE_DANGER";
