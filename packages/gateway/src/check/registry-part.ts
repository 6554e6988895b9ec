import { type AgencyConfig, boundAge, type Fetch, type RegistryView } from "@safepassage/agency";
import {
  FOLDER,
  isAddress,
  openRegistryCopy,
  type Part,
  readRegistryText,
  type StoreView,
} from "@safepassage/agency/node";
import { createFixedClock, type Verifier } from "@safepassage/core";
import { type AgencyRegistry, verifyRegistry } from "@safepassage/trust";
import type { Finding } from "../findings/finding.ts";
import {
  asWarnings,
  judgeRegistryFailure,
  toldOfCopy,
} from "../findings/judge-registry-failure.ts";
import { judgeRegistry } from "../findings/judge-standing.ts";

/** The registry that a gateway would work with now. */
export interface HeldRegistry {
  readonly registry: AgencyRegistry;
  /** Signed. */
  readonly text: string;
  readonly from: "address" | "file" | "copy";
  readonly view: RegistryView;
}

interface Reading {
  readonly config: AgencyConfig;
  readonly verifier: Verifier;
  /** What the store remembers, if it can be seen. */
  readonly store: StoreView | undefined;
  readonly fetch: Fetch;
  readonly now: Date;
}

/** What can be told of the registry, and the registry if one can be used. */
export interface RegistryPart extends Part<HeldRegistry> {
  readonly findings: readonly Finding[];
}

/** Reads the registry where `agency.json` says it is; if it cannot be had from there, the copy of the last good one. */
export async function readRegistryPart(folder: string, reading: Reading): Promise<RegistryPart> {
  const { registry: name } = reading.config;
  const from = isAddress(name) ? "address" : "file";
  const { held, findings } = await readOne(name, reading, () =>
    readRegistryText(folder, name, reading.fetch, ADDRESS_MS),
  );
  if (held !== undefined) return withAge({ ...held, from }, [], reading);
  const copy = openRegistryCopy(folder).read();
  if (copy === undefined) return { value: undefined, faults: [], findings };
  const kept = await readOne(FOLDER.registryCopy, reading, async () => copy);
  if (kept.held === undefined) {
    // A copy that cannot be used is as good as none.
    return { value: undefined, faults: [], findings: [...findings, ...asWarnings(kept.findings)] };
  }
  // With the copy the gateway works all the same.
  return withAge({ ...kept.held, from: "copy" }, toldOfCopy(name, findings), reading);
}

interface Read {
  readonly held?: Pick<HeldRegistry, "registry" | "text">;
  readonly findings: readonly Finding[];
}

async function readOne(
  name: string,
  { verifier, store, now }: Reading,
  read: () => Promise<string>,
): Promise<Read> {
  try {
    const text = await read();
    const { newest } = store ?? {};
    const registry = verifyRegistry(text, verifier, { now, ...(newest && { newest }) });
    return { held: { text, registry }, findings: [] };
  } catch (error) {
    return { findings: judgeRegistryFailure(name, error) };
  }
}

function withAge(
  held: Omit<HeldRegistry, "view">,
  findings: readonly Finding[],
  { config, now }: Reading,
): RegistryPart {
  const { registryMaxAgeDays: maxAgeDays = 14 } = config;
  const clock = createFixedClock(now);
  const view = boundAge(() => held.registry, { clock, maxAgeDays, onStale: () => {} }).view();
  return {
    value: { ...held, view },
    faults: [],
    findings: [...findings, ...judgeRegistry(view)],
  };
}

/** A person waits for the answer. */
const ADDRESS_MS = 5000;
