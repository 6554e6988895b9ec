import type { RegistryChange, RegistryChangeKind } from "@safepassage/trust";
import type { Command } from "commander";
import { optionInvalid } from "../errors/cli-error.ts";
import { EXIT, type Finish, type Io } from "../io/command.ts";
import { readNow } from "../read/options.ts";
import { REGISTRY_KEY, type RegistryOptions, readRegistryFile } from "../read/read-registry.ts";
import {
  type AgencyStanding,
  registryStanding,
  type StandingNote,
} from "../registry/registry-standing.ts";

interface CheckOptions extends RegistryOptions {
  readonly before?: string;
}

interface Checked {
  readonly issuedAt: string;
  /** Whether it lies so far ahead that no gateway takes it yet. */
  readonly isAhead: boolean;
  readonly test: boolean;
  readonly agencies: readonly AgencyStanding[];
  /** Against the registry before; `undefined` without one. */
  readonly changes: readonly RegistryChange[] | undefined;
}

/** `safepassage registry check`: whether a registry can be handed out, and what it changes. */
export function addRegistry(program: Command, io: Io, finish: Finish): void {
  program
    .command("registry")
    .description("Check a registry of agencies before it is handed out")
    .addHelpText("after", `${EXAMPLE}\n\nIt takes --json and has a --help of its own.`)
    .command("check <file>")
    .description("Say whether a registry can be handed out, and what it changes")
    .option("--before <file>", "the registry that was handed out last")
    .option("--registry-key <file>", REGISTRY_KEY)
    .option("--now <instant>", "check at this time instead of now")
    .option("--json", "print JSON")
    .addHelpText("after", `${EXAMPLE}\n\n${HELP}`)
    .action(async (path: string, options: CheckOptions) => {
      const checked = await check(io, path, options);
      const isGood = !checked.isAhead && !checked.changes?.some(({ isHarm }) => isHarm);
      if (options.json === true) io.out(JSON.stringify({ ...checked, ok: isGood }));
      else print(io, checked, path, options.before);
      if (!isGood) finish(EXIT.refused);
    });
}

async function check(io: Io, path: string, options: CheckOptions): Promise<Checked> {
  const { registryChanges } = await import("@safepassage/trust");
  const at = readNow(io, options.now);
  const { before: former, registryKey } = options;
  const read = (registry: string) => readRegistryFile(io, { ...options, registry });
  const is = await read(path);
  const was = former === undefined ? undefined : await read(former);
  if (registryKey !== undefined && !is.isSigned && !was?.isSigned) {
    throw optionInvalid("--registry-key: nothing here is signed");
  }
  const file = is.value;
  return {
    issuedAt: file.issuedAt,
    isAhead: Date.parse(file.issuedAt) > at.getTime() + CLOCK_SKEW_MS,
    test: file.test,
    agencies: registryStanding(file, at),
    changes: was && registryChanges(was.value, file),
  };
}

function print(
  io: Io,
  { issuedAt, isAhead, test, agencies, changes }: Checked,
  path: string,
  before: string | undefined,
): void {
  const count = agencies.length === 1 ? "1 agency" : `${agencies.length} agencies`;
  io.out(`${path}: ${count}, issued ${issuedAt}, ${test ? "for tests" : "not for tests"}`);
  const width = Math.max(...agencies.map(({ entity }) => entity.length));
  for (const { entity, type, country, keys, notes } of agencies) {
    const what = [type, country, ...keys.map((kid) => `key ${kid}`)].filter(Boolean).join(", ");
    io.out(`  ${entity.padEnd(width)}  ${what}`.trimEnd());
    for (const note of notes) io.out(`    ${NOTES[note]}`);
  }
  if (isAhead) io.out("Its time lies ahead: no gateway takes it before that. Set issuedAt to now.");
  if (changes === undefined) return;
  io.out(
    changes.length === 0 ? `It changes nothing of ${before}.` : `What it changes of ${before}:`,
  );
  for (const change of changes.filter(({ isHarm }) => !isHarm)) io.out(`  ${said(change)}`);
  const harm = changes.filter(({ isHarm }) => isHarm);
  if (harm.length === 0) return;
  io.out("Do not hand it out so:");
  for (const change of harm) io.out(`  ${said(change)}`);
}

const said = ({ kind, of, kid }: RegistryChange): string =>
  [of, kid && `key ${kid}`, CHANGES[kind]].filter(Boolean).join(": ");

const NOTES: Readonly<Record<StandingNote, string>> = {
  notRegistered: "is not registered now: nobody sends to it or takes from it",
  namedOnly: "is named only: it has no key and no address",
  noKey: "has no key in force now: nothing that it signs counts",
  keyEnds: "has no key in 30 days: add its next one, and have its agreements signed again",
  keyEndsEarly:
    "ends a key before the next one was in force for seven days: what waits under it is refused, and agreements end",
  noAddress: "has no address: nobody can send to it",
};

const CHANGES: Readonly<Record<RegistryChangeKind, string>> = {
  agencyAdded: "is new",
  agencyGone:
    "is gone. Its signatures cannot be told from a stranger's, and its agreements end for all. Put it back, and end its last fact with until.",
  agencyStruckOff: "ends: nobody sends to it or takes from it then",
  nameChanged: "has another name",
  addressChanged: "has another address",
  factsChanged: "is something else by law",
  pastChanged:
    "was something else before. Messages of that time are judged anew by it. Leave what was as it was, end the fact in force with an until no earlier than now, and add one.",
  keyAdded: "is new: have the agency confirm its kid another way",
  keyGone: "is gone. What it signed cannot be verified any more. Put it back.",
  keyChanged: "counts for another time",
  keyPastChanged:
    "counted for another time before. What it signed then is judged anew. Leave from as it was, and let until be no earlier than now.",
  keyCompromised: "is compromised: nothing that it signed counts any more",
  keyRevived:
    "had been ended, and would count again. A thief who has it could sign. Add a new key instead.",
  stateChanged: "the State is described otherwise",
  orderChanged: "it lists the same in another order",
  testChanged:
    "it is for tests and was not, or the reverse. Gateways refuse each other's messages then.",
  notLater: "its time is not later than before: gateways refuse it. Set issuedAt to now.",
};

/** As gateways allow. */
const CLOCK_SKEW_MS = 120_000;

const EXAMPLE = `
Example, of a changed registry and the one that was handed out before it:
  safepassage registry check registry.json --before registry.before.json`;

const HELP = `Either may be the plain file, or what the authority serves; a signed one needs --registry-key.
Places of refuge are not shown or compared: they are never handed out.

Exit status: 0 it can be handed out; 1 it has a mistake, its time lies ahead, or it would
harm what is signed or exchanged; 2 usage.`;
