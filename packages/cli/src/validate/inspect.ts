import type { InspectedMessage, InspectOptions } from "@safepassage/message";
import type { Agreement } from "@safepassage/schema";
import type { AgencyRegistry } from "@safepassage/trust";
import { optionMissing } from "../errors/cli-error.ts";
import type { Io } from "../io/command.ts";
import { readEpochKeys } from "../read/read-keys.ts";

/** Whose message it is, and the file of keys that open it if it is sealed. */
interface InspectOwner {
  /** Entity id of the recipient. */
  readonly as?: string;
  /** Name of the file. */
  readonly epochKey?: string;
}

interface InspectFacts {
  readonly registry: AgencyRegistry | undefined;
  readonly agreement: Agreement | undefined;
  readonly now: Date;
}

/** Inspects a signed or sealed text. `name` names it in errors. */
export type Inspect = (name: string, text: string) => InspectedMessage;

/** Reads the keys once, for inspecting all signed and sealed messages. */
export async function createInspect(
  io: Io,
  { as: self, epochKey }: InspectOwner,
  { registry, agreement, now }: InspectFacts,
): Promise<Inspect> {
  const { inspectMessage, inspectSealed } = await import("@safepassage/message");
  const { PROFILE_DIGEST } = await import("@safepassage/schema");
  const findKey = epochKey === undefined ? undefined : await readEpochKeys(io, epochKey);
  const options: InspectOptions = {
    clock: { now: () => now },
    ...(self !== undefined && { self }),
    ...(registry && { registry }),
    ...(agreement && {
      findAgreement: (sha256: string) => (sha256 === agreement.sha256 ? agreement : undefined),
      profiles: [PROFILE_DIGEST],
    }),
  };
  return (name, text) => {
    if (!isSealed(text)) return inspectMessage(text, options);
    if (findKey === undefined || self === undefined) {
      throw optionMissing(`${name} is sealed: give --as and --epoch-key`);
    }
    return inspectSealed(text, { ...options, self, findKey, carrier: "file" });
  };
}

/** A JWE has five parts; an SD-JWT has three, and disclosures after a tilde. */
function isSealed(text: string): boolean {
  return !text.includes("~") && text.split(".", 6).length === 5;
}
