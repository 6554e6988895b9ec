import { hasMark } from "../catalogue/catalogue.ts";
import type { ClassTold } from "./history.ts";

/** What a message says about a person's class. */
export interface ClassSaid {
  readonly ledCategory?: string | undefined;
  readonly ageClass?: string | undefined;
}

/** Whether the new class gives a person fewer rights than the one stated before (rule R69). */
export function isNarrowed(
  before: Pick<ClassTold, "ledCategory" | "ageClass">,
  { ledCategory = "", ageClass = "" }: ClassSaid,
): boolean {
  const isAccused = (category: string) => hasMark("led6_category", category, "offence");
  return (
    (isAccused(ledCategory) && !isAccused(before.ledCategory)) ||
    (CHILDREN.has(before.ageClass) && ageClass !== "" && !CHILDREN.has(ageClass))
  );
}

const CHILDREN: ReadonlySet<string> = new Set(["child", "presumedChild"]);
