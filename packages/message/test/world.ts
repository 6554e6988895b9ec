import { createFixedClock, type Signer } from "@safepassage/core";
import {
  type Agreement,
  type Consent,
  type DecodedMessage,
  type Draft,
  PROFILE_DIGEST,
} from "@safepassage/schema";
import {
  type AgencyRegistry,
  createDecryptionKey,
  createSigner,
  type DecryptionKey,
  generateEncryptionKey,
  generateSigningKey,
  type PrivateJwk,
  parseRegistry,
  publicJwk,
} from "@safepassage/trust";
import scenarios from "@safepassage/vectors/scenarios/s01-s04.json" with { type: "json" };
import {
  type AgreementText,
  agreementDigest,
  type IssuedMessage,
  issueConsentAssertion,
  issueMessage,
  type OpenedMessage,
  type OpenOptions,
  openMessage,
  type SealOptions,
  sealMessage,
  signAgreement,
} from "../src/index.ts";

export const NOW = new Date("2026-11-24T09:02:00Z");
export const NGO_B = scenarios.parties["NGO-B"].entity;
export const NGO_C = scenarios.parties["NGO-C"].entity;

/** Two agencies with keys, a registry and an agreement that both have signed. */
export interface TestWorld {
  readonly signingKeys: Readonly<Record<"NGO-B" | "NGO-C" | "Police-D", PrivateJwk>>;
  readonly signers: Readonly<Record<"NGO-B" | "NGO-C" | "Police-D", Signer>>;
  readonly encryptionKey: PrivateJwk;
  readonly decryptionKey: DecryptionKey;
  readonly registryFile: Record<string, unknown>;
  readonly registry: AgencyRegistry;
  readonly agreement: Agreement;
  readonly agreementJws: string;
  /** How NGO-C opens. */
  readonly open: OpenOptions;
}

export function createTestWorld({
  crv = "X25519" as "X25519" | "P-256",
  alg = "ES256" as "ES256" | "Ed25519",
} = {}): TestWorld {
  const signingKeys = {
    "NGO-B": generateSigningKey(alg),
    "NGO-C": generateSigningKey(alg),
    "Police-D": generateSigningKey(alg),
  };
  const signers = {
    "NGO-B": createSigner(signingKeys["NGO-B"]),
    "NGO-C": createSigner(signingKeys["NGO-C"]),
    "Police-D": createSigner(signingKeys["Police-D"]),
  };
  const from = "2026-01-01T00:00:00Z";
  const registryFile = {
    spp: "1.0",
    test: true,
    issuedAt: "2026-11-01T00:00:00Z",
    states: scenarios.states,
    agencies: (["NGO-B", "NGO-C", "Police-D"] as const).map((name) => {
      const { entity, type, country, regime, flags } = scenarios.parties[name];
      return {
        entity,
        name,
        facts: [{ from, type, country, regime, flags }],
        keys: [{ jwk: publicJwk(signingKeys[name]), from, status: "active" }],
      };
    }),
  };
  const registry = parseRegistry(registryFile);
  const { sha256: _, state: __, ...terms } = scenarios.agreements["AGR-ASSIST"];
  const text: AgreementText = {
    ...terms,
    parties: [NGO_B, NGO_C],
    profiles: [PROFILE_DIGEST],
  };
  const agreement: Agreement = { ...text, sha256: agreementDigest(text), state: "inForce" };
  const encryptionKey = generateEncryptionKey(crv);
  const decryptionKey = createDecryptionKey(encryptionKey);
  return {
    signingKeys,
    signers,
    encryptionKey,
    decryptionKey,
    registryFile,
    registry,
    agreement,
    agreementJws: signAgreement(text, [signers["NGO-B"], signers["NGO-C"]]),
    open: {
      self: NGO_C,
      findKey: (kid) => (kid === encryptionKey.kid ? decryptionKey : undefined),
      registry,
      findAgreement: (sha256) => (sha256 === agreement.sha256 ? agreement : undefined),
      clock: createFixedClock(NOW),
      profiles: [PROFILE_DIGEST],
      wasSeen: () => false,
    },
  };
}

/** S01.1 of the scenario file, with this world's agreement, profile, holder and consent. */
export function draftOfS011(world: TestWorld): Draft {
  const fixture = scenarios.scenarios[0]?.messages[0];
  if (fixture === undefined) throw new TypeError("the scenario file has no S01.1");
  const {
    "env.digest.private": _,
    "env.digest.body": __,
    ...clear
  } = fixture.message.clear as unknown as DecodedMessage["clear"];
  const [consent] = fixture.context.consents as readonly Consent[];
  if (consent === undefined) throw new TypeError("S01.1 has no consent");
  const { id, version, sha256 } = world.agreement;
  const hidden = fixture.message.private as unknown as Draft["private"];
  return {
    clear: {
      ...clear,
      "env.profile": PROFILE_DIGEST,
      "env.agreementRef": { id, version, sha256 },
      "env.holder": { entity: NGO_C, thumbprint: world.signingKeys["NGO-C"].kid },
    },
    private: {
      ...hidden,
      "private.consentAssertions": [
        issueConsentAssertion(consent, {
          holder: NGO_B,
          recipient: NGO_C,
          signer: world.signers["NGO-B"],
          clock: world.open.clock,
        }),
      ],
    },
    body: fixture.message.body as unknown as Draft["body"],
  };
}

/** Issues with NGO-B's key and seals to NGO-C. */
export function send(world: TestWorld, draft: Draft): { issued: IssuedMessage; sealed: string } {
  const issued = issueMessage(draft, { signer: world.signers["NGO-B"] });
  return { issued, sealed: seal(world, issued) };
}

export function seal(
  world: TestWorld,
  issued: Pick<IssuedMessage, "sdJwt" | "seed">,
  { sender = NGO_B, recipient = NGO_C, ...spoilt }: Partial<SealOptions> = {},
): string {
  const recipientKey = publicJwk(world.encryptionKey);
  return sealMessage(issued, { sender, recipient, recipientKey, ...spoilt });
}

/** Sends a draft and opens it as NGO-C. */
export function deliver(world: TestWorld, draft: Draft): OpenedMessage {
  return openMessage(send(world, draft).sealed, world.open);
}
