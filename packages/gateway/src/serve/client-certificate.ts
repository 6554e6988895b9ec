import type { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import type { ClientCertificate, SocketPeer } from "@safepassage/agency";

/**
 * Reads the client certificate of a connection, which TLS has verified against the authorities of the server. A connection
 * may outlive its certificate, so its time is looked at for each request.
 */
export function clientCertificateOf(socket: Socket): ClientCertificate {
  const shown = socket instanceof TLSSocket ? certificateOf(socket) : undefined;
  if (shown === undefined) return { fault: "missing" };
  const now = new Date();
  if (now > shown.until || now < shown.from) return { fault: "over" };
  return shown.isTrusted ? shown.peer : { fault: "untrusted" };
}

interface Shown {
  readonly peer: SocketPeer;
  readonly from: Date;
  readonly until: Date;
  readonly isTrusted: boolean;
}

function certificateOf(socket: TLSSocket): Shown | undefined {
  const known = seen.get(socket);
  if (known !== undefined) return known;
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return undefined;
  const { validFromDate: from, validToDate: until } = certificate;
  const shown = { peer: namesOf(certificate), from, until, isTrusted: socket.authorized };
  seen.set(socket, shown);
  return shown;
}

/** Reads the names of a certificate (RFC 5280, section 4.2.1.6). The subject is not asked: no rule says what it means. */
export function namesOf({
  subjectAltName = "",
}: Pick<X509Certificate, "subjectAltName">): SocketPeer {
  // Node writes a name that could be read as several as a JSON string. Nobody of ours has such a name.
  const plain = subjectAltName
    .replaceAll(/"(?:[^"\\]|\\.)*"/g, "")
    .split(", ")
    .map((name) => /^(URI|DNS|IP Address):(.+)$/.exec(name) ?? []);
  const of = (kind: string): readonly string[] =>
    plain.flatMap(([, found, name = ""]) => (found === kind ? [name] : []));
  return {
    uris: of("URI"),
    hosts: [...of("DNS").map((name) => name.toLowerCase()), ...of("IP Address").map(hostname)],
  };
}

const hostname = (address: string): string =>
  address.includes(":") ? (URL.parse(`http://[${address}]`)?.hostname ?? "") : address;

/** What was read, once for each connection. */
const seen = new WeakMap<TLSSocket, Shown>();
