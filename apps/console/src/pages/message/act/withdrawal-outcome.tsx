import { useQueries } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef } from "react";
import { AgencyName } from "../../../app/agency-name.tsx";
import { queries } from "../../../app/gateway.ts";
import { messageQuery } from "../../../app/shared-queries.ts";
import { Notice } from "../../../design/notice.tsx";
import { useWords } from "../../../words/words.tsx";
import { sayDelivery } from "../facts/delivery-facts.tsx";
import { ErasureNotice } from "../facts/erasure-notice.tsx";
import { MessageLink } from "../facts/message-link.tsx";
import type { Message } from "../facts/queries.ts";
import type { Withdrawn } from "../facts/withdrawal.ts";

/** What becomes of a withdrawal: which erasures were asked for, and which are certified. It changes as certificates come. */
export function WithdrawalOutcome({
  message,
  requests,
  isUntold,
  kept,
}: Withdrawn & {
  /** The message whose consent was withdrawn. */
  readonly message: Message;
}): ReactNode {
  const say = useWords("message");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  const answers = useQueries({
    queries: requests.map((digest) => ({
      ...messageQuery(digest),
      // The gateway tells of a certificate under the digest of the certificate, not of what it answers.
      refetchInterval: ({ state }: { readonly state: { readonly data?: Message | undefined } }) =>
        state.data?.answeredBy.length ? false : LOOK_MS,
    })),
  });
  const certificate = message.box === "outbox" ? message.certificate : undefined;
  const rows = requests.map((digest, index) => {
    const request = answers[index]?.data;
    const given = request?.answeredBy ?? [];
    // Of one request the message itself knows the certificate, perhaps a moment before.
    const own = requests.length === 1 && certificate !== undefined ? [certificate] : [];
    return { digest, request, certificates: given.length > 0 ? given : own };
  });
  const isCertified = rows.every(({ certificates }) => certificates.length > 0);
  const known = [certificate, ...rows.flatMap(({ certificates }) => certificates)].join(" ");
  // What one answer tells is asked of the others at once: no part of the page says less than another.
  useEffect(() => {
    if (known.trim() === "") return;
    for (const digest of [message.digest, ...requests]) {
      void queries.invalidateQueries({ queryKey: ["message", digest] });
    }
  }, [known, message.digest, requests]);
  return (
    <section className="panel stack" data-outcome="withdrawal">
      <h2 ref={heading} tabIndex={-1}>
        {say("withdrawn")}
      </h2>
      {isUntold && (
        <Notice tone="bad" title={say("withdrawnUntold")}>
          <p>{say("withdrawnUntoldText")}</p>
        </Notice>
      )}
      {kept.length > 0 && (
        <Notice tone="warn" title={say("withdrawnKept")}>
          <p>{say("withdrawnKeptText")}</p>
          <ul>
            {kept.map((digest) => (
              <li key={digest}>
                <MessageLink digest={digest} />
              </li>
            ))}
          </ul>
        </Notice>
      )}
      {requests.length === 0 ? (
        !isUntold && <p className="measure">{say("withdrawnUnsent")}</p>
      ) : (
        <>
          {isCertified ? (
            <ErasureNotice message={message} />
          ) : (
            <p className="measure">{say("withdrawnLead")}</p>
          )}
          <div className="table-scroll">
            <table className="table table-stack">
              <thead>
                <tr>
                  <th scope="col">{say("withdrawnTo")}</th>
                  <th scope="col">{say("withdrawnAsked")}</th>
                  <th scope="col">{say("withdrawnState")}</th>
                  <th scope="col">{say("withdrawnCertificates")}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map((row) => (
                  <Request key={row.digest} {...row} />
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </section>
  );
}

function Request({
  digest,
  request,
  certificates,
}: {
  readonly digest: string;
  /** `undefined` while the gateway has not told. */
  readonly request: Message | undefined;
  /** Digests. */
  readonly certificates: readonly string[];
}): ReactNode {
  const say = useWords("message");
  return (
    <tr>
      <td data-label={say("withdrawnTo")}>
        {request?.box === "outbox" && <AgencyName entity={request.recipient} />}
      </td>
      <td data-label={say("withdrawnAsked")}>
        <MessageLink digest={digest} />
      </td>
      <td data-label={say("withdrawnState")}>
        {request?.box === "outbox" ? sayDelivery(request, say) : say("withdrawnLoading")}
      </td>
      <td data-label={say("withdrawnCertificates")}>
        {certificates.length === 0 ? (
          say("withdrawnWaiting")
        ) : (
          <ul className="plain-list">
            {certificates.map((certificate) => (
              <li key={certificate}>
                <MessageLink digest={certificate} />
              </li>
            ))}
          </ul>
        )}
      </td>
    </tr>
  );
}

const LOOK_MS = 5_000;
