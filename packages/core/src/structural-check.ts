/** The structural checks, as the catalogue numbers them. */
export type StructuralCheck =
  | "E01"
  | "E02"
  | "E03"
  | "E04"
  | "E05"
  | "E06"
  | "E07"
  | "E08"
  | "E09"
  | "E10"
  | "E11"
  | "E12";

/**
 * Result of a structural check of an opened message. A failing check throws, so it is never listed. A
 * check whose input is missing is `notEvaluated`, never passed.
 */
export interface StructuralResult {
  readonly rule: StructuralCheck;
  readonly outcome: "passed" | "notEvaluated";
  readonly missing?: readonly string[];
}
