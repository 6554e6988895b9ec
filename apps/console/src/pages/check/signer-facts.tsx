import type { SignerChange } from "@safepassage/trust/web";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { useWords } from "../../words/words.tsx";

/** Who has signed something, with which key, and what has become of both: the first rows of a list of facts. */
export function SignerFacts({
  entity,
  kid,
  change,
}: {
  readonly entity: string;
  readonly kid: string;
  readonly change: SignerChange | undefined;
}): ReactNode {
  const say = useWords("check");
  return (
    <>
      <dt>{say("signedBy")}</dt>
      <dd>
        <AgencyName entity={entity} />
      </dd>
      <dt>{say("key")}</dt>
      <dd>
        <bdi dir="ltr" className="digest">
          {kid}
        </bdi>
      </dd>
      {change !== undefined && (
        <>
          <dt>{say("since")}</dt>
          <dd>{say(`since.${change}`)}</dd>
        </>
      )}
    </>
  );
}
