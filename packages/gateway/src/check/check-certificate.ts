import { type Finding, raise } from "../findings/finding.ts";
import { judgeClientCertificate, judgeListener } from "../findings/judge-certificate.ts";
import { ownHost } from "../findings/own-host.ts";
import { type Check, found, lacks } from "./check.ts";
import type { Subject } from "./subject.ts";

/** The certificates: of the listener, where no proxy has them, and the one that is shown to partners. */
export const checkCertificate: Check = {
  name: "certificate",
  look(subject) {
    const { gateway } = subject;
    if (gateway === undefined) return lacks("/gateway of agency.json");
    const note = gateway.listen.tls === undefined ? "TLS is left to a proxy" : undefined;
    return found([...ofListener(subject), ...ofClient(subject)], note);
  },
};

function ofListener({ gateway, tls, registry, config, now }: Subject): readonly Finding[] {
  const files = gateway?.listen.tls;
  if (files === undefined || tls === undefined) return [];
  if (tls.value === undefined) return raise(tls.faults);
  const host = ownHost(registry?.value?.registry, config.value?.entity ?? "");
  return judgeListener(files, tls.value, { at: now, host });
}

function ofClient({ gateway, client, now }: Subject): readonly Finding[] {
  if (gateway?.client === undefined || client === undefined) return [];
  if (client.value === undefined) return raise(client.faults);
  return judgeClientCertificate(gateway.client.certificate, client.value.certificate, now);
}
