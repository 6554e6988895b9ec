/** A table with one case, and what a caseworker states of it. */
export const CASES = [
  "case_no,prs_FirstName,prs_Birthdate,prs_Gender,prs_PrimaryLanguage,vic_TraffickingStatus,con_Consent",
  "B-17,Olena,1999-04-02,Feminine,ukr,ActualVictimOfTrafficking,TRUE",
  "",
].join("\n");

export const STATEMENT = {
  evaluation: {
    nature: "fact",
    sourceEval: "B",
    infoEval: "2",
    verified: "notVerified",
    complete: "partial",
  },
  names: { certainty: "probable" },
  birthdate: { basis: "declared" },
  caseIdColumn: "case_no",
};
