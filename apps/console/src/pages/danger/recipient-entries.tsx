import { type ReactNode, useMemo } from "react";
import { hostOf } from "../../app/agency-name.tsx";
import { CodeEntry } from "../../design/code-entry.tsx";
import { Loading } from "../../design/loading.tsx";
import { Notice } from "../../design/notice.tsx";
import { useWords } from "../../words/words.tsx";
import { FoldedBases } from "../compose/head/folded-bases.tsx";
import type { WarningForm } from "./warning.ts";
import type { WayToWarn } from "./ways.ts";

/** Who must be warned, and on which law. */
export function RecipientEntries({
  form,
  agencies,
  way,
  bases,
  onChange,
}: {
  readonly form: WarningForm;
  readonly agencies: readonly string[] | undefined;
  readonly way: WayToWarn | null | undefined;
  readonly bases: readonly string[];
  readonly onChange: (change: Partial<WarningForm>) => void;
}): ReactNode {
  const say = useWords("danger");
  const options = useMemo(
    () => (agencies ?? []).map((entity) => ({ value: entity, name: hostOf(entity) })),
    [agencies],
  );
  if (agencies === undefined) return <Loading />;
  if (agencies.length === 0) {
    return (
      <Notice tone="warn" title={say("nobody")}>
        <p>{say("nobodyFix")}</p>
      </Notice>
    );
  }
  return (
    <section className="panel stack">
      <h2>{say("who")}</h2>
      <CodeEntry
        label={say("recipient")}
        options={options}
        value={form.recipient}
        onChange={(recipient) => onChange({ recipient, legalBases: undefined })}
      />
      {way === null && (
        <Notice tone="warn" title={say("noWay")}>
          <p>{say("nobodyFix")}</p>
        </Notice>
      )}
      {way !== null && way !== undefined && (
        <FoldedBases
          offered={way.legalBases}
          bases={bases}
          onChange={(legalBases) => onChange({ legalBases })}
        />
      )}
    </section>
  );
}
