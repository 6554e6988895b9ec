import { findCodeList, isConsentBasis } from "@safepassage/schema";
import type { ReactNode } from "react";
import { useBasisWords } from "../../words/basis-words.ts";
import { useColon } from "../../words/colon.ts";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";

/**
 * A legal basis as it is cited, with the name of its law, whether it is consent, and what it is about. A law without a name is only
 * cited; what nobody here has read says nothing more.
 */
export function BasisText({
  basis,
  role,
}: {
  readonly basis: string;
  /** What it does for a message, in words. Left out where only the citation counts. */
  readonly role?: string;
}): ReactNode {
  const say = useWords("case");
  const names = useNames();
  const about = useBasisWords()(basis);
  const colon = useColon();
  const [instrument = ""] = basis.split("#");
  const isNamed = findCodeList(LAWS)?.codes.some(({ code }) => code === instrument) === true;
  const law = names.code(LAWS, instrument);
  const beforeAbout = role === undefined ? "" : ` ${role}`;
  return (
    <>
      <bdi dir="ltr">{basis}</bdi>
      <span className="small">
        <span className="soft">
          {isNamed && ` ${say(isConsentBasis(basis) ? "basisConsent" : "basisLaw", { law })}`}
          {beforeAbout}
          {about !== undefined && colon}
        </span>
        {about}
      </span>
    </>
  );
}

const LAWS = "legal_instrument";
