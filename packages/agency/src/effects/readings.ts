import { createOfficerRef } from "../setting/officer-ref.ts";
import type { Effect } from "./effect.ts";

/** Who has read what a message or a draft says, and why. */
export interface Reading {
  /** Digest of the message, or id of the draft. */
  readonly ref: string;
  /** Instant. */
  readonly at: string;
  /** A code of why. */
  readonly reason: string;
  readonly role: string;
  /** Staff id, if it is known. */
  readonly officer: string | undefined;
}

/**
 * Records a reading.
 *
 * @param isBroken - Whether the officer had no right to it but an emergency: then a person is told.
 */
export function readingEffects(
  { ref, at, reason, role, officer }: Reading,
  officerKey: Uint8Array,
  { isBroken = false }: { readonly isBroken?: boolean } = {},
): readonly Effect[] {
  const by = officer === undefined ? {} : { actor: createOfficerRef(officer, officerKey) };
  const event = { at, ref, code: reason, role, ...by };
  return [
    { does: "event", event: { ...event, kind: "contentRead" } },
    ...(isBroken
      ? ([
          { does: "event", event: { ...event, kind: "glassBroken" } },
          { does: "announce" },
        ] as const)
      : []),
  ];
}
