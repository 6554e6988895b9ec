import type {
  Agency,
  Agreement,
  Authorisation,
  Consent,
  DecodedMessage,
  History,
  MatchSession,
  State,
} from "@safepassage/schema";
import first from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import others from "@safepassage/vectors/scenarios/s06-s17.json" with { type: "json" };
import warnings from "@safepassage/vectors/scenarios/s19.json" with { type: "json" };
import orders from "@safepassage/vectors/scenarios/s20.json" with { type: "json" };
import children from "@safepassage/vectors/scenarios/s30-s33.json" with { type: "json" };
import misuses from "@safepassage/vectors/scenarios/s34-s38.json" with { type: "json" };
import type { Tier, ValidationInput } from "../src/index.ts";

/** A message with all that its judge knows, as `packages/vectors/data/rules/README.md` says. */
export interface Fixture extends ValidationInput {
  readonly message: DecodedMessage;
}

/** One message of a scenario file, with the names of its context resolved. */
interface ScenarioMessage {
  readonly id: string;
  readonly expected: string;
  readonly rules: readonly string[];
  readonly fixture: Fixture;
}

/** Shape of a scenario file. */
interface ScenarioFile {
  readonly parties: Readonly<Record<string, Agency>>;
  readonly states: Readonly<Record<string, State>>;
  readonly agreements: Readonly<Record<string, Agreement>>;
  readonly scenarios: readonly {
    readonly id: string;
    readonly messages: readonly {
      readonly n: number | string;
      readonly expected: string;
      readonly rules: readonly string[];
      readonly message: DecodedMessage;
      readonly context: {
        readonly tier: Tier;
        readonly now: string;
        readonly agreement: string;
        readonly consents: readonly Consent[];
        readonly authorisations: readonly Authorisation[];
        readonly registry: { readonly sender: string; readonly recipient: string };
        readonly history: History;
        readonly transcript: { readonly sessions: readonly MatchSession[] };
      };
    }[];
  }[];
}

/** Resolves the names that a scenario uses for parties and agreements. */
function readScenarios(file: ScenarioFile): ScenarioMessage[] {
  const party = (name: string): Agency => named(file.parties, name);
  const shelters = Object.values(file.parties)
    .filter(({ flags }) => flags.shelter)
    .map(({ entity }) => entity);
  const open = Object.values(file.parties).filter(({ flags }) => !flags.shelter);
  const known = Object.fromEntries(open.map((one) => [one.entity, one]));
  return file.scenarios.flatMap((scenario) =>
    scenario.messages.map(({ n, expected, rules, message, context }) => ({
      id: `${scenario.id}.${n}`,
      expected,
      rules,
      fixture: {
        message,
        tier: context.tier,
        now: context.now,
        agreement: named(file.agreements, context.agreement),
        consents: context.consents,
        authorisations: context.authorisations,
        registry: {
          sender: party(context.registry.sender),
          recipient: party(context.registry.recipient),
          states: file.states,
          shelters,
          named: known,
        },
        history: context.history,
        sessions: context.transcript.sessions,
      },
    })),
  );
}

/** The messages of all scenarios. */
export const SCENARIO_MESSAGES = [first, others, warnings, orders, children, misuses].flatMap(
  (file) => readScenarios(file as unknown as ScenarioFile),
);

/** A message of the scenarios by id, `S01.1`. */
export function scenarioFixture(id: string): Fixture {
  return named(Object.fromEntries(SCENARIO_MESSAGES.map((found) => [found.id, found])), id).fixture;
}

function named<T>(record: Readonly<Record<string, T>>, name: string): T {
  const found = record[name];
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
}
