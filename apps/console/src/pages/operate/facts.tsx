import type { ReactNode } from "react";
import { AgencyName } from "../../app/agency-name.tsx";
import type { Answer } from "../../app/gateway.ts";
import { Tag } from "../../design/tag.tsx";
import type { Tone } from "../../design/tone.ts";
import { useTimes } from "../../words/times.ts";
import { useLocale, useWords } from "../../words/words.tsx";

/** The registry, the clock, the maintenance, how much is held, and which program with which key this is. */
export function Facts({ health }: { readonly health: Answer<"readHealth"> }): ReactNode {
  const say = useWords("operations");
  const { locale } = useLocale();
  const { instant } = useTimes();
  const { registry, clock, maintenance, inbox, quarantined, entity, version, signingKey } = health;
  const number = new Intl.NumberFormat(locale);
  return (
    <section className="panel stack">
      <h2>{say("facts")}</h2>
      <dl className="facts">
        <dt>{say("registry")}</dt>
        <dd className="stack-tight">
          <span>
            <Tag tone={REGISTRY_TONES[registry.state]}>{say(`registry.${registry.state}`)}</Tag>
          </span>
          {registry.issuedAt !== undefined && (
            <span>{say("registryIssued", { time: instant(registry.issuedAt) })}</span>
          )}
          {registry.usableUntil !== undefined && (
            <span>{say("registryUsable", { time: instant(registry.usableUntil) })}</span>
          )}
        </dd>
        <dt>{say("clock")}</dt>
        <dd>
          {clock === undefined ? (
            say("unknown")
          ) : (
            <Tag tone={clock.state === "plausible" ? "good" : "bad"}>
              {say(`clock.${clock.state}`)}
            </Tag>
          )}
        </dd>
        <dt>{say("maintenance")}</dt>
        <dd>{say(maintenance === undefined ? "unknown" : `maintenance.${maintenance}`)}</dd>
        <dt>{say("inbox")}</dt>
        <dd className="number">{inbox === undefined ? say("unknown") : number.format(inbox)}</dd>
        <dt>{say("quarantined")}</dt>
        <dd className="number">
          {quarantined === undefined ? say("unknown") : number.format(quarantined)}
        </dd>
        <dt>{say("agency")}</dt>
        <dd>
          <AgencyName entity={entity} />
        </dd>
        <dt>{say("version")}</dt>
        <dd>
          <bdi dir="ltr">{version}</bdi>
        </dd>
        <dt>{say("signingKey")}</dt>
        <dd>
          <bdi dir="ltr" className="digest">
            {signingKey}
          </bdi>
        </dd>
      </dl>
    </section>
  );
}

const REGISTRY_TONES = {
  current: "good",
  stale: "bad",
  missing: "bad",
} as const satisfies Record<string, Tone>;
