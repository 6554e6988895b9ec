import { rankOf } from "../catalogue/catalogue.ts";
import { type Faults, fault } from "./fault.ts";
import { findNameIssue, type NameForms } from "./person-name.ts";

/** A rule about several members of one object. It is asked once each member is sound. */
export interface Law {
  /** Names it for the JSON Schemas, which say as much of it as keywords can. */
  readonly id: "name" | "rung" | "leaf" | "group";
  /** Finds what breaks it. `test`: whether the value stands in a test. */
  readonly find: (value: object, test: boolean) => Faults;
}

/** The forms of a name agree. */
export const NAME_LAW: Law = {
  id: "name",
  find: (value) => {
    const issue = findNameIssue(value as NameForms);
    return issue === undefined ? undefined : fault(issue);
  },
};

/** The rung is one of the ladder. */
export const RUNG_LAW: Law = {
  id: "rung",
  find: (value) => {
    const { ladder, rung } = value as { readonly ladder: string; readonly rung: string };
    return rankOf(ladder, rung) === undefined ? fault("RUNG_UNKNOWN") : undefined;
  },
};
