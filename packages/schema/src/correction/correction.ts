import type { Body, Group, Leaf } from "../message/message-model.ts";

/** What is wrong in a message, and what its recipient shall do. */
export interface Correction {
  readonly action: CorrectionAction;
  /** A code of the list `correction_reason`. */
  readonly reason: string;
  /** Places as `gid/field`, with all values that stand there from now on where the action is `rectify` or `complete`. */
  readonly changes: readonly {
    readonly path: string;
    readonly values?: readonly Leaf["v"][] | undefined;
  }[];
}

export const CORRECTION_ACTIONS = [
  "rectify",
  "complete",
  "erase",
  "restrict",
  "unrestrict",
] as const;
export type CorrectionAction = (typeof CORRECTION_ACTIONS)[number];

/**
 * Writes the body of a correction.
 *
 * @param digest - Of the message that is corrected.
 * @param newId - Draws the id of a group.
 * @see `docs/spec/corrections.md#form`
 */
export function writeCorrection(
  digest: string,
  { action, reason, changes }: Correction,
  newId: () => string,
): Body {
  const target = (path: string): Leaf => ({ f: "correction.target", v: { message: digest, path } });
  const group = (targets: readonly Leaf[], values: readonly Leaf[]): Group => ({
    kind: "correction",
    links: [],
    leaves: [
      ...targets,
      { f: "correction.action", v: action },
      { f: "correction.reason", v: reason },
      ...values,
    ],
  });
  // Values are read with the one place that their group names.
  const groups = CHANGES_VALUES.has(action)
    ? changes.map(({ path, values = [] }) =>
        group(
          [target(path)],
          values.map((v) => ({ f: "correction.value", v })),
        ),
      )
    : [
        group(
          changes.map(({ path }) => target(path)),
          [],
        ),
      ];
  return Object.fromEntries(groups.map((one) => [newId(), one]));
}

const CHANGES_VALUES: ReadonlySet<CorrectionAction> = new Set(["rectify", "complete"]);
