import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import type { DraftRequest } from "@safepassage/agency";
import { toInstant } from "@safepassage/core";
import { minimise, type PolicyInput } from "@safepassage/policy";
import type { PurposeEntry } from "@safepassage/schema";
import { type AgencyRegistry, parseRegistry, registryFacts } from "@safepassage/trust";
import { type Judgement, validate } from "@safepassage/validator";
import { composeAsIs } from "../src/play/compose-as-is.ts";
import type { Opening } from "../src/play/openings.ts";
import { prepareCase } from "../src/play/prepared.ts";
import { createWorld, type World, writeRegistry } from "../src/setup.ts";
import { showAccount, showUnasked, showUnsent } from "../src/show/show-account.ts";
import { createTerminal, type Terminal } from "../src/show/terminal.ts";

/** An opening of the demo, read. */
export interface ReadOpening {
  /** The accounts that the demo prints, by these rows of purposes or by the catalogue's. */
  printed(purposes?: readonly PurposeEntry[]): Printed;
  /** Judges what would remain of the other case by all rules. */
  judgeOther(): Judgement;
}

export interface Printed {
  /** Of the case that is sent. */
  readonly sent: string;
  /** Of the other one, which is asked about. */
  readonly other: string;
}

/**
 * Reads the cases of an opening as the demo does, and prints its accounts with the demo's own
 * functions, without starting a gateway: policy is asked directly, so that its rows can be others.
 */
export async function readOpening(opening: Opening, now = new Date()): Promise<ReadOpening> {
  const { world, registry } = makeWorld(now);
  const { sender, file, request, other } = opening;
  const sent = await prepareCase(file, request, now);
  const unsent = await prepareCase(file, other.request, now);
  const reading = (draft: DraftRequest) => inputOf(world, registry, sender, draft);
  const ofSent = reading(sent.draft);
  const ofWhole = reading(sent.whole?.draft ?? sent.draft);
  const ofUnsent = reading(unsent.draft);
  return {
    printed(purposes) {
      const tables = purposes === undefined ? {} : { purposes };
      const account = (input: PolicyInput) => minimise(input, tables).account;
      return {
        sent: printedBy((terminal) => {
          showAccount(terminal, sent.body, account(ofSent));
          showUnasked(terminal, sent.whole?.unasked ?? [], account(ofWhole));
        }),
        other: printedBy((terminal) =>
          showUnsent(terminal, other.says, unsent.body, account(ofUnsent)),
        ),
      };
    },
    judgeOther: () => validate({ ...ofUnsent, message: minimise(ofUnsent).draft, tier: "context" }),
  };
}

/** As a stream gets it that is no terminal. */
function printedBy(show: (terminal: Terminal) => void): string {
  const stream = Object.assign(new PassThrough(), { columns: undefined });
  show(createTerminal(stream as unknown as NodeJS.WriteStream, { colour: false }));
  return String(stream.read());
}

function inputOf(
  world: World,
  registry: AgencyRegistry,
  name: Opening["sender"],
  request: DraftRequest,
): PolicyInput {
  const composed = composeAsIs(world, registry, name, request);
  const { draft: message, agreement, consents } = composed;
  return {
    message,
    agreement,
    consents,
    authorisations: [],
    registry: registryFacts(registry, message),
    now: toInstant(new Date()),
  };
}

function makeWorld(now: Date): { readonly world: World; readonly registry: AgencyRegistry } {
  const folder = mkdtempSync(join(tmpdir(), "safepassage-rows-"));
  try {
    const world = createWorld(folder, now);
    writeRegistry(world, now, {});
    const file = readFileSync(join(folder, "registry", "registry.json"), "utf8");
    return { world, registry: parseRegistry(JSON.parse(file)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
