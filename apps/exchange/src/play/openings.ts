import type { AgencyName } from "../agencies.ts";

/** The first message of a scenario, where it comes from a case file. */
export interface Opening {
  readonly id: string;
  readonly sender: AgencyName;
  /** The agency's case file, without its ending. */
  readonly file: string;
  /** The caseworker's request, by the name of its file. */
  readonly request: string;
  /** Another case of the file: what could go of it is asked, and nothing of it is sent. */
  readonly other: {
    readonly request: string;
    /** Whose case it is, and under which terms it is asked about. */
    readonly says: string;
  };
}

/**
 * S01 and S02. Of each purpose every row shows in one of the two cases: without it, what is printed
 * is another. Neither case could do that alone, since an adult has no guardian, and who refuses to
 * be named shows nothing of how far a name may go.
 */
export const OPENINGS: Readonly<Record<"S01" | "S02", Opening>> = {
  S01: {
    id: "S01.1",
    sender: "NGO-B",
    file: "ngo-b",
    request: "s01-1",
    other: {
      request: "s01-child",
      says:
        "Not sent, only asked of NGO-B's gateway: what of a child's case could go, where the " +
        "guardian consents to all of it, proof of age and other needs are stated, and an " +
        "agreement names the child's name, birth date, health, exploitation, telephone number, e-mail " +
        "address and last leg of the journey.",
    },
  },
  S02: {
    id: "S02.1",
    sender: "Police-D",
    file: "police-d",
    request: "s02-1",
    other: {
      request: "s02-child",
      says:
        "Not sent, only asked of Police-D's gateway: what of a child's case could go, where the " +
        "guardian consents to all of it, proof of age and other needs are stated, and an " +
        "agreement names the child's name, birth date, document and exploitation.",
    },
  },
};
