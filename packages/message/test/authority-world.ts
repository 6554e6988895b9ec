import { createFixedClock, type Signer } from "@safepassage/core";
import {
  type Agency,
  type Agreement,
  type Authorisation,
  type AuthorisationTerms,
  type DecodedMessage,
  type Draft,
  PROFILE_DIGEST,
} from "@safepassage/schema";
import {
  type AgencyRegistry,
  createDecryptionKey,
  createSigner,
  generateEncryptionKey,
  generateSigningKey,
  type PrivateJwk,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s06-s17.json" with { type: "json" };
import {
  issueAuthorisation,
  issueMessage,
  type OpenedMessage,
  openMessage,
  randomId,
  sealMessage,
} from "../src/index.ts";

export const NOW = new Date("2026-11-24T09:02:00Z");
export type PartyName = keyof typeof scenarios.parties;

const names = (Object.keys(scenarios.parties) as PartyName[]).filter(
  (name) => !scenarios.parties[name].flags.shelter,
);

/** All agencies of the scenarios, each with a key, and what they do with one another. */
export interface AuthorityWorld {
  readonly registry: AgencyRegistry;
  readonly registryFile: {
    readonly agencies: { entity: string; facts: object[]; keys: object[] }[];
  } & Record<string, unknown>;
  readonly keys: Readonly<Record<PartyName, PrivateJwk>>;
  signerOf(name: PartyName): Signer;
  /** A message of a scenario as a draft, under an agreement of its own. */
  draftOf(scenario: string, n: number, from: PartyName): Draft;
  /** Issues, seals, and opens as the recipient. */
  deliver(draft: Draft, registry?: AgencyRegistry): OpenedMessage;
  agreementFor(draft: Draft): Agreement;
}

export const entityOf = (name: PartyName): string => scenarios.parties[name].entity;

export function createAuthorityWorld(): AuthorityWorld {
  const keys = Object.fromEntries(
    names.map((name) => [name, generateSigningKey("Ed25519")]),
  ) as Record<PartyName, PrivateJwk>;
  const from = "2026-01-01T00:00:00Z";
  const registryFile = {
    spp: "1.0",
    test: true,
    issuedAt: "2026-11-01T00:00:00Z",
    states: scenarios.states,
    agencies: names.map((name) => {
      const { entity, ...facts } = scenarios.parties[name];
      return {
        entity,
        name,
        facts: [{ from, ...facts }] as object[],
        keys: [{ jwk: publicJwk(keys[name]), from, status: "active" }] as object[],
      };
    }),
  };
  const registry = parseRegistry(registryFile);
  const nameOf = (entity: string): PartyName =>
    names.find((name) => scenarios.parties[name].entity === entity) ?? "NGO-B";
  const agreements = new Map<string, Agreement>();
  const signerOf = (name: PartyName): Signer => createSigner(keys[name]);

  return {
    registry,
    registryFile,
    keys,
    signerOf,
    draftOf(scenario, n, sender) {
      const found = scenarios.scenarios
        .find(({ id }) => id === scenario)
        ?.messages.find((one) => one.n === n);
      if (found === undefined) throw new RangeError(`no message ${scenario}.${n}`);
      const { message, context } = found as unknown as {
        message: DecodedMessage;
        context: { agreement: keyof typeof scenarios.agreements };
      };
      const { "env.digest.private": _, "env.digest.body": __, ...clear } = message.clear;
      const { type, country, regime } = scenarios.parties[sender];
      const agreement: Agreement = {
        ...(scenarios.agreements[context.agreement] as Agreement),
        parties: [entityOf(sender), clear["env.recipient.agencyId"]],
        profiles: [PROFILE_DIGEST],
      };
      agreements.set(agreement.sha256, agreement);
      const { id, version, sha256 } = agreement;
      return {
        ...message,
        clear: {
          ...clear,
          "env.profile": PROFILE_DIGEST,
          "env.sender.agencyId": entityOf(sender),
          "env.sender.agencyType": type as Agency["type"],
          "env.sender.country": country,
          "env.sender.regime": regime as Agency["regime"],
          "env.agreementRef": { id, version, sha256 },
          "env.holder": {
            entity: clear["env.recipient.agencyId"],
            thumbprint: keys[nameOf(clear["env.recipient.agencyId"])].kid,
          },
        },
        private: {
          ...message.private,
          "private.authorisations": [],
          "private.priorAuthorisations": [],
        },
      };
    },
    deliver(draft, by = registry) {
      const sender = draft.clear["env.sender.agencyId"];
      const self = draft.clear["env.recipient.agencyId"];
      const issued = issueMessage(draft, { signer: signerOf(nameOf(sender)) });
      const key = generateEncryptionKey("X25519");
      const recipientKey = publicJwk(key);
      return openMessage(sealMessage(issued, { sender, recipient: self, recipientKey }), {
        self,
        findKey: () => createDecryptionKey(key),
        registry: by,
        findAgreement: (sha256) => agreements.get(sha256),
        clock: createFixedClock(NOW),
        profiles: [PROFILE_DIGEST],
      });
    },
    agreementFor(draft) {
      const agreement = agreements.get(draft.clear["env.agreementRef"].sha256);
      if (agreement === undefined) throw new RangeError("no agreement");
      return agreement;
    },
  };
}

/** What is not as {@link authorise} would have it. */
export interface Otherwise {
  readonly issuer?: PartyName;
  readonly signer?: Signer;
  readonly actor?: string;
  readonly at?: string;
  readonly terms?: Partial<AuthorisationTerms>;
  readonly about?: readonly string[];
  readonly jti?: string;
}

type Terms = Omit<AuthorisationTerms, "content">;

/** Of a judge who validates an order to produce the content of an account. */
export const order = {
  kind: "judicialOrder",
  authority: "judge",
  capacity: "validated",
  evidenceKind: "EPOC",
  categories: ["contentData"],
  scope: ["evidence"],
} satisfies Omit<Terms, "purposes" | "recipient" | "validUntil">;

/** Signs a token for a draft. */
export function authorise(
  world: AuthorityWorld,
  draft: Draft,
  terms: Omit<Terms, "purposes" | "recipient" | "validUntil"> & Partial<Terms>,
  { issuer = "Judge-B", signer, actor, at = "2026-11-23T10:00:00Z", about, jti }: Otherwise = {},
): string {
  const clear = draft.clear;
  return issueAuthorisation(
    {
      purposes: [clear["env.purpose"]],
      recipient: clear["env.recipient.agencyId"],
      validUntil: "2026-12-31",
      ...terms,
    },
    draft,
    {
      issuer: scenarios.parties[issuer] as Authorisation["issuer"],
      actor: actor ?? clear["env.sender.agencyId"],
      jti: jti ?? randomId(),
      nonce: randomId(),
      signer: signer ?? world.signerOf(issuer),
      clock: createFixedClock(at),
    },
    about,
  );
}

/** Signs with a key of its own, and says that it is that of an agency. */
export const forgerOf = (world: AuthorityWorld, name: PartyName): Signer => ({
  ...createSigner(generateSigningKey("Ed25519")),
  kid: world.signerOf(name).kid,
});

/** The registry, in which the facts of an agency are others. */
export function registryWith(
  world: AuthorityWorld,
  name: PartyName,
  changes: object,
): AgencyRegistry {
  const file = structuredClone(world.registryFile);
  const agency = file.agencies.find(({ entity }) => entity === entityOf(name));
  for (const facts of agency?.facts ?? []) Object.assign(facts, changes);
  return parseRegistry(file);
}
