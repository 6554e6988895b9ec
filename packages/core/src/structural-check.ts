/** The structural checks, as the catalogue numbers them: E01 to E12. */
export type StructuralCheck = `E0${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9}` | `E1${0 | 1 | 2}`;

/**
 * Result of a structural check of an opened message. A failing check throws, so it is never listed. A
 * check whose input is missing is `notEvaluated`, never passed.
 */
export interface StructuralResult {
  readonly rule: StructuralCheck;
  readonly outcome: "passed" | "notEvaluated";
  readonly missing?: readonly string[];
}
