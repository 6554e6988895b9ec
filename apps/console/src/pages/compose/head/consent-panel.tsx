import type { ReactNode } from "react";
import { Button } from "../../../design/button.tsx";
import { CheckBox } from "../../../design/check-box.tsx";
import { MomentEntry } from "../../../design/moment-entry.tsx";
import { TextEntry } from "../../../design/text-entry.tsx";
import { now } from "../../../words/clock.ts";
import { useNames } from "../../../words/names.ts";
import { useWords } from "../../../words/words.tsx";
import type { Change } from "../state/change.ts";
import type { FormFaults } from "../state/outcomes.ts";
import type { WorkConsent, WorkHead } from "../state/work.ts";
import type { PersonEntry } from "../table/group-card.tsx";
import type { Entry } from "../table/use-persons.ts";
import { ListedEntry } from "../value/listed-entry.tsx";

/** The consent of one person, as the record of the agency has it. What it covers is chosen among the entries of the case. */
export function ConsentPanel({
  person,
  consent,
  head,
  groups,
  faults,
  onChange,
}: {
  readonly person: PersonEntry;
  readonly consent: WorkConsent | undefined;
  readonly head: WorkHead;
  readonly groups: readonly Entry[];
  readonly faults: FormFaults | undefined;
  readonly onChange: (change: Change) => void;
}): ReactNode {
  const say = useWords("compose");
  const names = useNames();
  const faultOf = (member: string): string | undefined => {
    const { code, says } = faults?.ofConsent.get(`${person.gid}/${member}`) ?? {};
    return code === "INTERVAL_REVERSED" ? say("consentReversed") : says;
  };
  if (consent === undefined) {
    return (
      <div className="row">
        <span>{person.name}</span>
        <Button
          onPress={() => onChange({ do: "consent", consent: newConsent(person.gid, head, groups) })}
        >
          {say("consentAdd")}
        </Button>
      </div>
    );
  }
  const { record } = consent;
  const set = (change: Readonly<Record<string, unknown>>): void =>
    onChange({ do: "consent", consent: { ...consent, record: { ...record, ...change } } });
  const text = (name: string): string =>
    typeof record[name] === "string" ? (record[name] as string) : "";
  const scope = Array.isArray(record["scope"]) ? (record["scope"] as readonly string[]) : [];
  const kinds = [...new Set([...groups.map(({ kind }) => kind), ...scope])];
  return (
    <fieldset className="record consent">
      <legend>{person.name}</legend>
      <ListedEntry
        type={{ t: "enum", list: "consent_status" }}
        label={say("consentStatus")}
        value={record["status"]}
        onChange={(status) => set(withStatus(status))}
      />
      <ListedEntry
        type={{ t: "enum", list: "consent_giver" }}
        label={say("consentGiver")}
        value={record["giver"]}
        onChange={(giver) => set({ giver, ...(giver === SELF && { giverIsSuspect: false }) })}
      />
      <MomentEntry
        label={say("consentGivenAt")}
        error={faultOf("givenAt") ?? faultOf("validFrom")}
        value={text("givenAt")}
        onChange={(givenAt) => set({ givenAt, validFrom: givenAt })}
      />
      <MomentEntry
        label={say("consentUntil")}
        error={faultOf("validUntil")}
        value={text("validUntil")}
        onChange={(validUntil) => set({ validUntil })}
      />
      <ListedEntry
        type={{ t: "code", list: "iso639-3" }}
        label={say("consentLanguage")}
        value={record["language"]}
        onChange={(language) => set({ language })}
      />
      <TextEntry
        label={say("consentPerson")}
        error={faultOf("person")}
        isLtr
        value={text("person")}
        onChange={(own) => set({ person: own })}
      />
      <CheckBox
        isSelected={record["languageUnderstood"] === true}
        onChange={(languageUnderstood) => set({ languageUnderstood })}
      >
        {say("consentUnderstood")}
      </CheckBox>
      <CheckBox
        isSelected={record["withdrawalMethod"] === true}
        onChange={(withdrawalMethod) => set({ withdrawalMethod })}
      >
        {say("consentWithdrawal")}
      </CheckBox>
      {record["giver"] !== SELF && (
        <CheckBox
          isSelected={record["giverIsSuspect"] === true}
          onChange={(giverIsSuspect) => set({ giverIsSuspect })}
        >
          {say("consentSuspect")}
        </CheckBox>
      )}
      <fieldset className="links wide">
        <legend className="small soft">{say("consentScope")}</legend>
        {kinds.map((kind) => (
          <CheckBox
            key={kind}
            isSelected={scope.includes(kind)}
            onChange={(isSelected) =>
              set({ scope: isSelected ? [...scope, kind] : scope.filter((one) => one !== kind) })
            }
          >
            {kind.includes(".") ? names.field(kind) : names.kind(kind)}
          </CheckBox>
        ))}
      </fieldset>
      <div className="wide">
        <Button weight="quiet" onPress={() => onChange({ do: "dropConsent", subject: person.gid })}>
          {say("consentDrop")}
        </Button>
      </div>
    </fieldset>
  );
}

/** A withdrawn consent says since when: from now on, until somebody knows better. */
function withStatus(status: unknown): Readonly<Record<string, unknown>> {
  const isWithdrawn = status === "ConsentWithdrawn" || status === "ConsentRevoked";
  return { status, withdrawnAt: isWithdrawn ? nowText() : null };
}

/** A record for this recipient and purpose, to be filled in: nothing is taken as given. */
function newConsent(
  subject: string,
  { recipient, purpose }: WorkHead,
  groups: readonly Entry[],
): WorkConsent {
  return {
    ...{ subject, stated: {} },
    record: {
      ...{ person: "", givenAt: "", validFrom: "", validUntil: "", withdrawnAt: null },
      ...{ status: "ConsentUnknown", giver: SELF, giverIsSuspect: false },
      purposes: purpose === undefined ? [] : [purpose],
      recipients: recipient === undefined ? [] : [recipient],
      scope: [...new Set(groups.map(({ kind }) => kind))],
      ...{ language: "", languageUnderstood: false, withdrawalMethod: false },
    },
  };
}

/** Code of the list `consent_giver`: the person herself, who is no suspect of what was done to her. */
const SELF = "self";

/** To the second, as records have it. */
const nowText = (): string => new Date(now()).toISOString().replace(/\.\d+Z$/, "Z");
