import type { Json, JsonObject } from "@safepassage/core";
import type {
  Agency,
  Agreement,
  Authorisation,
  Consent,
  History,
  RegistryFacts,
  State,
} from "@safepassage/schema";
import type { Vectors } from "./vectors.ts";

/** One message of the scenarios, with what its judge knows. */
export interface Judged {
  readonly name: string;
  readonly message: {
    readonly clear: JsonObject;
    readonly private: JsonObject;
    readonly body: JsonObject;
  };
  readonly now: string;
  readonly agreement: Agreement;
  readonly consents: readonly Consent[];
  readonly authorisations: readonly Authorisation[];
  readonly registry: RegistryFacts;
  readonly history: History;
}

/** Every message of the scenario files. */
export function scenarioMessages(vectors: Vectors): readonly Judged[] {
  return Object.entries(vectors)
    .filter(([path]) => /^scenarios\/[^/]+\.json$/.test(path))
    .flatMap(([, value]) => {
      const { scenarios, agreements, parties, states } = value as ScenarioFile;
      const shelters = Object.values(parties).filter(({ flags }) => flags.shelter);
      const open = Object.values(parties).filter(({ flags }) => !flags.shelter);
      return scenarios.flatMap(({ id, messages }) =>
        messages.map(({ n, message, context }) => ({
          name: `${id}/${n}`,
          message,
          now: context.now,
          agreement: known(agreements, context.agreement),
          consents: context.consents,
          authorisations: context.authorisations,
          registry: {
            sender: known(parties, context.registry.sender),
            recipient: known(parties, context.registry.recipient),
            states,
            shelters: shelters.map(({ entity }) => entity),
            named: Object.fromEntries(open.map((party) => [party.entity, party])),
          },
          history: context.history,
        })),
      );
    });
}

/** The message, and one for each clear or private member that is missing or holds nonsense. */
export function variants({ name, message }: Judged): readonly (readonly [string, Json])[] {
  const changed = (["clear", "private"] as const).flatMap((part) =>
    Object.keys(message[part]).flatMap((member) => {
      const { [member]: _, ...without } = message[part];
      return [
        [`${name} without ${member}`, { ...message, [part]: without }],
        ...NONSENSE.map(
          (value) =>
            [
              `${name} with ${member} ${JSON.stringify(value)}`,
              { ...message, [part]: { ...without, [member]: value } },
            ] as const,
        ),
      ] as const;
    }),
  );
  return [[name, message], ...changed];
}

function known<T>(table: Readonly<Record<string, T>>, name: string): T {
  const found = table[name];
  if (found === undefined) throw new Error(`the scenarios do not define ${name}`);
  return found;
}

const NONSENSE: readonly Json[] = [null, -1, "\u202e", ["x", "x"], { a: {} }];

interface ScenarioFile {
  readonly agreements: Readonly<Record<string, Agreement>>;
  readonly parties: Readonly<Record<string, Agency>>;
  readonly states: Readonly<Record<string, State>>;
  readonly scenarios: readonly {
    readonly id: string;
    readonly messages: readonly {
      readonly n: number;
      readonly message: Judged["message"];
      readonly context: {
        readonly now: string;
        readonly agreement: string;
        readonly consents: readonly Consent[];
        readonly authorisations: readonly Authorisation[];
        readonly registry: { readonly sender: string; readonly recipient: string };
        readonly history: History;
      };
    }[];
  }[];
}
