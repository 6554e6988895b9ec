import type { ReactNode } from "react";
import { ValueText } from "../../pages/case/value-text.tsx";
import { useColon } from "../../words/colon.ts";
import { useNames } from "../../words/names.ts";
import { Fact } from "./fact.tsx";

/** Values of one field, with what became of them where it is something else. */
export interface FieldValues {
  readonly field: string;
  readonly values: readonly unknown[];
  /** What went in their place. */
  readonly coarser?: readonly { readonly f: string; readonly v: unknown }[];
}

/** Fields with their values, in words. */
export function Values({ of }: { readonly of: readonly FieldValues[] }): ReactNode {
  const names = useNames();
  const colon = useColon();
  return (
    <dl className="facts">
      {of.map(({ field, values, coarser = [] }) => (
        <Fact key={field} name={names.field(field)}>
          <ValueText field={field} value={values} />
          {coarser.length > 0 && (
            <>
              {" "}
              <span aria-hidden="true" className="arrow">
                →
              </span>{" "}
              <strong>
                {coarser.map(({ f, v }) => (
                  <span key={JSON.stringify([f, v])}>
                    {f !== field && names.field(f) + colon}
                    <ValueText field={f} value={v} />{" "}
                  </span>
                ))}
              </strong>
            </>
          )}
        </Fact>
      ))}
    </dl>
  );
}

/** Puts values of one field together, in the order in which fields first come. */
export function byField(
  entries: readonly {
    readonly field: string;
    readonly value: unknown;
    readonly coarser?: readonly { readonly f: string; readonly v: unknown }[];
  }[],
): readonly FieldValues[] {
  return [...Map.groupBy(entries, ({ field }) => field)].map(([field, same]) => {
    const coarser = same.flatMap((one) => one.coarser ?? []);
    const distinct = new Map(coarser.map((leaf) => [JSON.stringify([leaf.f, leaf.v]), leaf]));
    return {
      ...{ field, values: same.map(({ value }) => value) },
      ...(distinct.size > 0 && { coarser: [...distinct.values()] }),
    };
  });
}
