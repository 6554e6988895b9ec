import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { useWords } from "../../words/words.tsx";

/** Who has signed something, and with which key: the first rows of a list of facts. */
export function SignerFacts({
  entity,
  kid,
}: {
  readonly entity: string;
  readonly kid: string;
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
    </>
  );
}
