import type { Agreement } from "@safepassage/schema";
import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import { Day } from "../../design/time.tsx";
import { useList } from "../../words/lists.ts";
import { useNames } from "../../words/names.ts";
import { usePeriods } from "../../words/periods.ts";
import { useWords } from "../../words/words.tsx";
import { AgreementRows } from "./agreement-rows.tsx";
import { LogTerms } from "./log-terms.tsx";
import { type CatalogueEntry, PurposeTable } from "./purpose-table.tsx";
import { UntilDay } from "./until-day.tsx";

/** All that an agreement says, in words. */
export function AgreementTerms({
  agreement,
  catalogue,
}: {
  readonly agreement: Agreement;
  readonly catalogue: readonly CatalogueEntry[];
}): ReactNode {
  const say = useWords("agreements");
  return (
    <>
      <section className="panel stack" aria-label={say("head")}>
        <h2>{say("head")}</h2>
        <Head agreement={agreement} />
      </section>
      <section className="stack">
        <h2>{say("purposes")}</h2>
        <PurposeTable agreement={agreement} catalogue={catalogue} />
      </section>
      <AgreementRows agreement={agreement} />
      <section className="panel stack">
        <h2>{say("protection")}</h2>
        <Protection agreement={agreement} />
      </section>
      <section className="panel stack">
        <h2>{say("logs")}</h2>
        <LogTerms agreement={agreement} />
      </section>
    </>
  );
}

function Head({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const say = useWords("agreements");
  const list = useList();
  const { version, sha256, state, from, until, parties, roles, profiles, protocols } = agreement;
  return (
    <dl className="facts">
      <dt>{say("parties")}</dt>
      <dd>
        <Agencies entities={parties} />
      </dd>
      <dt>{say("signatures")}</dt>
      <dd>{say("signaturesSay")}</dd>
      <dt>{say("from")}</dt>
      <dd>
        <Day on={from} />
      </dd>
      <dt>{say("until")}</dt>
      <dd>
        <UntilDay day={until} />
      </dd>
      <dt>{say("state")}</dt>
      <dd>{say(`state.${state}`)}</dd>
      <dt>{say("controllers")}</dt>
      <dd>
        <Agencies entities={roles.controllers} />
        <p className="small soft">{say(roles.joint ? "joint" : "notJoint")}</p>
      </dd>
      <dt>{say("processors")}</dt>
      <dd>
        {roles.processors.length === 0 ? say("none") : <Agencies entities={roles.processors} />}
      </dd>
      <dt>{say("version")}</dt>
      <dd>
        <bdi dir="ltr">{version}</bdi>
      </dd>
      <dt>{say("protocols")}</dt>
      <dd>{protocols === undefined ? say("allProtocols") : list(protocols)}</dd>
      <dt>{say("profiles")}</dt>
      <dd>
        {profiles.map((profile) => (
          <p key={profile}>
            <bdi dir="ltr" className="digest">
              {profile}
            </bdi>
          </p>
        ))}
      </dd>
      <dt>{say("fingerprint")}</dt>
      <dd>
        <bdi dir="ltr" className="digest">
          {sha256}
        </bdi>
      </dd>
    </dl>
  );
}

function Protection({ agreement }: { readonly agreement: Agreement }): ReactNode {
  const say = useWords("agreements");
  const names = useNames();
  const period = usePeriods();
  const { domesticConditions, equivalentRegimes, minAssurance, corrections } = agreement;
  const yes = (value: boolean): string => say(value ? "yes" : "no");
  return (
    <dl className="facts">
      <dt>{say("noIdentification")}</dt>
      <dd>{yes(agreement.noIdentificationClause)}</dd>
      <dt>{say("quasiIdentifiers")}</dt>
      <dd>{say("quasiIdentifiersSay", { count: agreement.quasiIdentifierBound })}</dd>
      <dt>{say("smallCounts")}</dt>
      <dd>{say("smallCountsSay", { count: agreement.k, budget: agreement.epsilonBudget })}</dd>
      <dt>{say("staleness")}</dt>
      <dd>{say("stalenessSay", { period: period(agreement.staleness) })}</dd>
      <dt>{say("domesticConditions")}</dt>
      <dd>
        <Texts
          texts={domesticConditions.map((code) => names.code("handling_conditions", code))}
          none={say("none")}
        />
      </dd>
      <dt>{say("minAssurance")}</dt>
      <dd>{say("minAssuranceSay", { level: minAssurance })}</dd>
      <dt>{say("schengenAsEu")}</dt>
      <dd>{yes(agreement.schengenAsEu)}</dd>
      <dt>{say("equivalentRegimes")}</dt>
      <dd>
        <Texts
          texts={equivalentRegimes.map((code) => names.code("regime", code))}
          none={say("none")}
        />
      </dd>
      <dt>{say("dpo")}</dt>
      <dd>{yes(agreement.dpo)}</dd>
      <dt>{say("dpia")}</dt>
      <dd>
        <bdi dir="ltr">{agreement.dpiaRef}</bdi>
      </dd>
      <dt>{say("corrections")}</dt>
      <dd>
        {corrections === undefined
          ? say("noTime")
          : say("correctionsSay", { period: period(corrections) })}
      </dd>
    </dl>
  );
}

function Agencies({ entities }: { readonly entities: readonly string[] }): ReactNode {
  return (
    <ul className="plain">
      {entities.map((entity) => (
        <li key={entity}>
          <AgencyName entity={entity} />
        </li>
      ))}
    </ul>
  );
}

function Texts({
  texts,
  none,
}: {
  readonly texts: readonly string[];
  readonly none: string;
}): ReactNode {
  if (texts.length === 0) return none;
  return (
    <ul className="plain">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}
