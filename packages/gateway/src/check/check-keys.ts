import { AgencyError } from "@safepassage/agency";
import { FOLDER, folderFault, lookAt } from "@safepassage/agency/node";
import { type Finding, finding, raise } from "../findings/finding.ts";
import { judgeEndpoint, judgeIdentity } from "../findings/judge-identity.ts";
import { type Check, found, lacks } from "./check.ts";
import { isToBeInitiated, type Subject } from "./subject.ts";
import { judgeTokens } from "./tokens.ts";

/** Signing key, officer key, encryption keys, those of contents: each can be read, and is what it has to be. */
export const checkKeys: Check = {
  name: "keys",
  look(subject) {
    const { signingKey, nextKey, officerKey, epochs, registryKey } = subject;
    const parts = [signingKey, officerKey, epochs, registryKey, ...(nextKey ? [nextKey] : [])];
    const findings: Finding[] = [
      ...parts.flatMap(({ faults }) => raise(faults)),
      ...judgePublicKey(subject),
      ...judgeEpochs(subject),
      ...raise(subject.storeKeys),
    ];
    return found(findings, signingKey.value && `signs with ${signingKey.value.kid}`);
  },
};

/** The key that was given to the authority should be the one that signs. */
function judgePublicKey({ signingKey, publicKey }: Subject): readonly Finding[] {
  if (publicKey.value === undefined) return raise(publicKey.faults, "warning");
  const isSame = signingKey.value === undefined || signingKey.value.kid === publicKey.value.kid;
  return isSame ? [] : raise([folderFault("PUBLIC_KEY_DIFFERS", FOLDER.publicKey)], "warning");
}

function judgeEpochs({ epochs, now }: Subject): readonly Finding[] {
  const { value: stored = [] } = epochs;
  const time = now.getTime();
  const isCovered = stored.some(
    ({ from, until }) => Date.parse(from) <= time && time < Date.parse(until),
  );
  return stored.length === 0 || isCovered ? [] : [finding("EPOCHS_STALE", FOLDER.epochs)];
}

/** The three tokens: who may use the local API. */
export const checkTokens: Check = {
  name: "tokens",
  look: (subject) =>
    isToBeInitiated(subject)
      ? lacks(`/gateway of ${FOLDER.config}`)
      : found(judgeTokens(subject.tokens)),
};

/** Whether the registry lists the agency, its key, and the address where it listens. */
export const checkIdentity: Check = {
  name: "identity",
  look(subject) {
    const { config, signingKey, nextKey, registry, gateway, now } = subject;
    if (config.value === undefined) return lacks(FOLDER.config);
    if (signingKey.value === undefined) return lacks(FOLDER.signingKey);
    if (registry?.value === undefined) return lacks("the registry");
    const { entity } = config.value;
    const held = registry.value.registry;
    const identity = { entity, kid: signingKey.value.kid, at: now };
    const state = { next: nextKey?.value?.kid, hasRun: hasRun(subject) };
    const findings = judgeIdentity(held, identity, state);
    // Of an agency that is not listed no address is known.
    if (!held.has(entity)) return found(findings);
    const endpoint = held.endpoint(entity);
    const differs = endpoint === undefined ? [] : compareEndpoint(endpoint, gateway);
    return found([...findings, ...judgeEndpoint(held, entity), ...differs], endpoint);
  },
};

/** Whether a gateway has taken a registry here before. Its copy says so while the database is away. */
const hasRun = ({ folder, store }: Subject): boolean =>
  lookAt(folder, FOLDER.registryCopy) !== undefined ||
  (!(store instanceof AgencyError) && store?.newest !== undefined);

/** Compares the address in the registry with where the gateway listens, as far as this machine can tell. */
function compareEndpoint(endpoint: string, gateway: Subject["gateway"]): readonly Finding[] {
  const { port = 0, tls } = gateway?.listen ?? {};
  const { protocol, port: given } = new URL(endpoint);
  // An https address may be a proxy's, with any port behind it. A plain one is on this machine, and is the gateway's own.
  const differs =
    protocol === "http:" && (tls !== undefined || (port !== 0 && Number(given) !== port));
  const place = tls === undefined ? "/gateway/listen/port" : "/gateway/listen/tls";
  const fix = tls === undefined ? {} : { fix: HTTPS };
  return differs ? [finding("ENDPOINT_DIFFERS", FOLDER.config, { place, ...fix })] : [];
}

const HTTPS =
  "Have the authority of the registry list your address with https: with http no partner reaches you.";
