import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeTestExchange } from "@safepassage/agency/node";
import { decodeBase64url, type Signer } from "@safepassage/core";
import { AGREEMENT_TYPE, type AgreementText, signAgreement } from "@safepassage/message";
import {
  addSignature,
  createSigner,
  type GeneralJws,
  generateSigningKey,
  issueRegistry,
  type PrivateJwk,
  publicJwk,
} from "@safepassage/trust";

/** One agency among many, which sends. */
export interface Sending {
  readonly entity: string;
  readonly signer: Signer;
  /** Signed text of its agreement with the recipient. */
  readonly agreement: string;
}

/** Many agencies that send to one. */
export interface Federation {
  /** Folder of the agency that receives. */
  readonly recipient: string;
  readonly senders: readonly Sending[];
  /** Text of the registry that names them all. */
  readonly registry: string;
  readonly registryKey: object;
}

/** Makes a test exchange, and as many agencies beside it, of the first one's kind. */
export function makeFederation(folder: string, count: number, port: number): Federation {
  // The second of an exchange receives, at its port.
  const [, recipient = ""] = makeTestExchange(folder, { port: port - 2 });
  const read = (...path: string[]) => JSON.parse(readFileSync(join(...path), "utf8"));
  const senders = Array.from({ length: count }, (_, index) => ({
    entity: `https://sender-${index}.test`,
    key: generateSigningKey("Ed25519"),
  }));
  const registry = read(folder, "registry/registry.json");
  const [like] = registry.agencies;
  for (const { entity, key } of senders) {
    const keys = [{ ...like.keys[0], jwk: publicJwk(key) }];
    registry.agencies.push({
      ...like,
      entity,
      name: entity.slice(8, -5),
      endpoint: undefined,
      keys,
    });
  }
  const authority = createSigner(read(folder, "registry/key.json") as PrivateJwk);
  const issued = issueRegistry(JSON.parse(JSON.stringify(registry)), authority);
  writeFileSync(join(folder, "registry/registry.jwt"), issued);
  const agreements = join(recipient, "agreements");
  const terms = textOf(read(agreements, "agr-assist.json"));
  const own = { entity: terms.parties[1] ?? "", key: read(recipient, "keys/signing-key.json") };
  return {
    ...{ recipient, registry: issued, registryKey: read(recipient, "registry-key.json") },
    senders: senders.map((sender, index) => {
      const text = agreed(terms, [own, sender]);
      writeFileSync(join(agreements, `${index}.json`), text);
      return { entity: sender.entity, signer: createSigner(sender.key), agreement: text };
    }),
  };
}

interface Party {
  readonly entity: string;
  readonly key: PrivateJwk;
}

const textOf = ({ payload }: { readonly payload: string }): AgreementText =>
  JSON.parse(new TextDecoder().decode(decodeBase64url(payload)));

/** An agreement of two parties, signed by both. */
function agreed(terms: AgreementText, [one, other]: readonly [Party, Party]): string {
  const parties = [one.entity, other.entity];
  const text = { ...terms, parties, roles: { ...terms.roles, controllers: parties } };
  const signed: GeneralJws = JSON.parse(signAgreement(text, [createSigner(one.key)]));
  const signer = createSigner(other.key);
  return JSON.stringify(addSignature(signed, signer, { typ: AGREEMENT_TYPE }));
}
