import {
  type AgencyConfig,
  AgencyError,
  boundAge,
  type Fetch,
  type RegistryView,
} from "@safepassage/agency";
import {
  FOLDER,
  type FolderFault,
  faultsOf,
  isAddress,
  openRegistryCopy,
  type Part,
  readRegistryText,
  type StoreView,
} from "@safepassage/agency/node";
import { createFixedClock, ProtocolError, type Verifier } from "@safepassage/core";
import { type AgencyRegistry, verifyRegistry } from "@safepassage/trust";
import { type Finding, finding, raise } from "../findings/finding.ts";
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
  const why = asWarnings(findings.filter(({ code }) => code !== MISSING));
  const told = [finding("REGISTRY_COPY", name), ...why];
  return withAge({ ...kept.held, from: "copy" }, told, reading);
}

const asWarnings = (findings: readonly Finding[]): readonly Finding[] =>
  findings.map((one) => ({ ...one, level: "warning" }));

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
    return { findings: findingsOfFailure(name, error) };
  }
}

function findingsOfFailure(name: string, error: unknown): readonly Finding[] {
  if (!(error instanceof ProtocolError)) throw error;
  if (error.code === "GATEWAY_REGISTRY_MISSING") return [finding(MISSING, name)];
  // The right one may come by itself: a server starts, a disk is mounted, a copy of the file arrives.
  const { faults } = error instanceof AgencyError ? error.details : {};
  if (faults === undefined) return raise(faultsOf(name, error), "waiting");
  return (faults as readonly FolderFault[]).map((fault) =>
    fault.code === "FILE_MISSING"
      ? finding(MISSING, name, { fix: fault.fix })
      : { ...fault, level: "waiting" },
  );
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

const MISSING = "REGISTRY_MISSING";
/** A person waits for the answer. */
const ADDRESS_MS = 5000;
