import { findCodeList, isConsentBasis } from "@safepassage/schema";
import type { ReactNode } from "react";
import { useNames } from "../../words/names.ts";
import { useWords } from "../../words/words.tsx";

/** A legal basis as it is cited, with the name of its law, and whether it is consent. A law without a name is only cited. */
export function BasisText({ basis }: { readonly basis: string }): ReactNode {
  const say = useWords("case");
  const names = useNames();
  const [instrument = ""] = basis.split("#");
  const isNamed = findCodeList(LAWS)?.codes.some(({ code }) => code === instrument) === true;
  const law = names.code(LAWS, instrument);
  return (
    <>
      <bdi dir="ltr">{basis}</bdi>
      {isNamed && (
        <>
          {" "}
          <span className="soft small">
            {say(isConsentBasis(basis) ? "basisConsent" : "basisLaw", { law })}
          </span>
        </>
      )}
    </>
  );
}

const LAWS = "legal_instrument";
