/** What a message says about a person. */
interface Person {
  readonly ledCategory?: string | undefined;
  readonly ageClass?: string | undefined;
}

/** Whether a person is a victim, perhaps only a possible one. */
export const isVictim = ({ ledCategory }: Person): boolean =>
  ledCategory === "victim" || ledCategory === "possibleVictim";

/** Whether a person is suspected or convicted of an offence. */
export const isSuspect = ({ ledCategory }: Person): boolean =>
  ledCategory === "suspect" || ledCategory === "convicted";

/** Whether a person is a child or presumed to be one. Unknown age is neither. */
export const isChild = ({ ageClass }: Person): boolean =>
  ageClass === "child" || ageClass === "presumedChild";

/** Whether values of this sensitivity identify a person, or are graver still: P3 to P5. */
export const isIdentifying = (sensitivity: string): boolean => sensitivity >= "P3";
