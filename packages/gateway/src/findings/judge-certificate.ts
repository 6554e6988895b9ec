import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { getCACertificates } from "node:tls";
import { type Finding, finding } from "./finding.ts";

/** Finds what of its certificates keeps other agencies from the listener of a gateway, or soon will. */
export function judgeListener(
  files: { readonly certificate: string; readonly clientAuthorities?: string | undefined },
  held: { readonly certificate: string; readonly clientAuthorities?: string },
  { at, host }: { readonly at: Date; readonly host?: string | undefined },
): readonly Finding[] {
  const isVouchedFor = findsIssuer(certificatesIn(held.certificate));
  return [
    ...judgeCertificate(files.certificate, held.certificate, { at, host }),
    ...(isUsable(held.certificate, FOR_SERVERS)
      ? []
      : [finding("CERTIFICATE_NOT_FOR_SERVERS", files.certificate)]),
    ...(isVouchedFor ? [] : [finding("CERTIFICATE_CHAIN_SHORT", files.certificate)]),
    ...(files.clientAuthorities !== undefined && held.clientAuthorities !== undefined
      ? judgeAuthorities(files.clientAuthorities, held.clientAuthorities, at)
      : []),
  ];
}

/** Finds how long a certificate still holds, with its chain, and whether it is for a name. */
function judgeCertificate(
  file: string,
  pem: string,
  { at, host }: { readonly at: Date; readonly host?: string | undefined },
): readonly Finding[] {
  const chain = certificatesIn(pem);
  const until = endOf(chain);
  if (at.getTime() > until) return [finding("CERTIFICATE_OVER", file)];
  if (chain.some(({ validFromDate }) => at < validFromDate))
    return [finding("CERTIFICATE_NOT_YET", file)];
  const [own] = chain;
  return [
    ...(at.getTime() + SOON_MS > until ? [finding("CERTIFICATE_ENDS", file)] : []),
    ...(own !== undefined && host !== undefined && !isFor(own, host)
      ? [finding("CERTIFICATE_OTHER_NAME", file)]
      : []),
  ];
}

/**
 * Finds how long the certificate holds that a gateway shows to partners. Whatever it is, the gateway takes in what comes,
 * so it is only warned of.
 */
export function judgeClientCertificate(file: string, pem: string, at: Date): readonly Finding[] {
  const found = judgeCertificate(file, pem, { at }).map(
    (one): Finding =>
      one.code === "CERTIFICATE_OVER"
        ? finding("CLIENT_CERTIFICATE_OVER", file)
        : { ...one, level: "warning" },
  );
  if (isUsable(pem, FOR_CLIENTS)) return found;
  return [...found, finding("CLIENT_CERTIFICATE_NOT_FOR_CLIENTS", file)];
}

/** Whether TLS takes a certificate for a use (RFC 5280, section 4.2.1.12): one that states no use is for any. */
function isUsable(pem: string, use: string): boolean {
  const [own] = certificatesIn(pem);
  // Of a certificate that states none, Node says `undefined`.
  const uses = own?.keyUsage as readonly string[] | undefined;
  return uses === undefined || uses.includes(use);
}

/** Finds whether an authority's certificate is over, or soon will be: TLS then takes none that comes from it. */
function judgeAuthorities(file: string, pem: string, at: Date): readonly Finding[] {
  const until = endOf(certificatesIn(pem));
  if (at.getTime() > until) return [finding("CLIENT_AUTHORITY_OVER", file)];
  return at.getTime() + SOON_MS > until ? [finding("CLIENT_AUTHORITY_ENDS", file)] : [];
}

/** When the first certificate of a text ends. @throws what Node throws if the text holds none. */
export const endOfChain = (pem: string): Date => new Date(endOf(certificatesIn(pem)));

const endOf = (chain: readonly X509Certificate[]): number =>
  Math.min(...chain.map(({ validToDate }) => validToDate.getTime()));

/** Reads all certificates of a text in PEM, at least one. A key may stand among them. @throws what Node throws if one is none. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  const blocks = pem.split(/(?=-----BEGIN )/).filter((block) => CERTIFICATE.test(block));
  return (blocks.length > 0 ? blocks : [pem]).map((block) => new X509Certificate(block));
}

function isFor(certificate: X509Certificate, host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, "");
  // Asked for the address of a name, Node throws.
  const named = isIP(bare) === 0 ? certificate.checkHost(bare) : certificate.checkIP(bare);
  return named !== undefined;
}

/** Whether a chain leads to an authority that this machine knows, or to one that stands in it. */
function findsIssuer([own, ...others]: readonly X509Certificate[]): boolean {
  if (own === undefined || own.issuer === own.subject) return true;
  const next = others.findIndex((one) => own.issuer === one.subject);
  const rest = others.filter((_, index) => index !== next);
  const issuer = others[next];
  return issuer === undefined ? authorities().has(own.issuer) : findsIssuer([issuer, ...rest]);
}

/** The names of the authorities that Node trusts, with those of `NODE_EXTRA_CA_CERTS`. */
function authorities(): ReadonlySet<string> {
  known ??= new Set(getCACertificates("default").map((pem) => new X509Certificate(pem).subject));
  return known;
}

let known: ReadonlySet<string> | undefined;
const CERTIFICATE = /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/;
const SOON_MS = 21 * 86_400_000;
/** `id-kp-serverAuth` and `id-kp-clientAuth`. */
const FOR_SERVERS = "1.3.6.1.5.5.7.3.1";
const FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
