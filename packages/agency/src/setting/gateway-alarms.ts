import { alarm, type EventWords, type LogEventRow } from "./event-words.ts";

const untold = (why: string, act: string): EventWords => ({
  says: `Alarms cannot be sent by {channel}: ${why} ({code}). They are kept, and sent again later.`,
  act: `Until then, read alarms in the log. ${act}`,
});

/** Alarms about the gateway itself: what lasts until somebody mends it. */
export const GATEWAY_ALARMS = {
  registryMissing: alarm(
    "There is no registry of agencies: nothing is taken in or sent.",
    "See that its address answers or its file is there, and that its key is the right one.",
  ),
  registryStale: alarm(
    "The registry of {ref} is too old to be used: nothing is taken in or sent.",
    "Find out who does not sign it anew, or who holds it back.",
  ),
  registryEnds: alarm(
    "No newer registry has come, and the one at hand can be used until {ref} only. After that nothing is taken in or sent, not even a warning of danger.",
    "Look at safepassage gateway status. If it says REGISTRY_COPY, see that the address of the registry answers. Else ask its authority to sign it anew.",
  ),
  clockImplausible: alarm(
    "The clock has jumped, or the gateway was off for more than a week: {ref} was expected. Nothing is erased for its age.",
    "Look at a clock that you trust. If this one is wrong, set it right. Then confirm the time with safepassage gateway clock FOLDER --time.",
  ),
  notReady: alarm(
    "For a quarter of an hour the gateway has not been ready: {code}[ ({ref})]. Messages wait or are refused.",
    "Run safepassage gateway status: it says what stands in the way, and what to do.",
    {
      TRUST_KEY_COMPROMISED: {
        says: "The registry says that others may have the signing key of this agency ({code}). Nobody takes what it signs.",
        act: "Make a new key with safepassage gateway keys FOLDER next, and have the authority of the registry list it. Then sign every agreement again.",
      },
    },
  ),
  storeFull: alarm(
    "The disk is full: what can wait is neither taken in nor sent. Partners try again.",
    "Free space on the volume that safepassage gateway doctor names: that of the database, or of the keys. The last 16 MiB are kept for erasing, on a small disk a fortieth part. Where there is enough space, remove files: no more can be made. It goes on by itself.",
  ),
  diskLow: alarm(
    "There is little room left on the disk of {ref}, or few more files can be made there. Once it is full, what can wait is neither taken in nor sent.",
    "Free space there, or give it more. Where there is space, remove files.",
  ),
  backupLate: alarm(
    "A backup is late: the next has not been made in time after the last. If the disk is lost, what came since then is lost.",
    "Run safepassage gateway backup, and see why it no longer runs by itself. Until then copies of keys may be kept longer than certificates of erasure say. If you now copy in another way, remove state/backup.json.",
  ),
  endpointElsewhere: alarm(
    "Another gateway of this agency answers at the address that the registry has for it: what partners send goes there, and not here.",
    "If this one is no longer used, as after a move to another machine, stop it. If it is the right one, stop the other, and have the authority of the registry change the address.",
  ),
  databaseEarlier: alarm(
    "The database was put back to an earlier state: what came after is lost, such as messages, withdrawals and locks.",
    "Make up for it: safepassage gateway restore --help says what to do. Then confirm it.",
  ),
  storeFails: alarm(
    "The database cannot be used ({code}): nothing is taken in or sent. Partners try again.",
    "See that its disk or server is there, and that the gateway may use it.",
  ),
  deliveriesFail: alarm(
    "For an hour no message to {peer} has been delivered[ ({code})].",
    "Call the operator of {peer}. If a message is urgent, tell it in another way.",
    {
      GATEWAY_RECIPIENT_UNKNOWN: {
        says: "For an hour messages to {peer} have been held back: the registry does not have it, or no address of it ({code}).",
        act: "Ask the authority of the registry whether it has left. If a message is urgent, tell it in another way.",
      },
      GATEWAY_CLIENT_CERTIFICATE_REFUSED: {
        says: "For an hour {peer} has taken no client certificate that this gateway shows ({code}).",
        act: "Run safepassage gateway check: yours may have ended, or not be for clients. If not, ask the operator of {peer} whose certificates it takes. If a message is urgent, tell it in another way.",
      },
      GATEWAY_SIGNATURE_REFUSED: {
        says: "For an hour {peer} has not taken the signature of our requests ({code}).",
        act: "Compare the clocks with the operator of {peer}, and our key in the registry that each side holds. If a message is urgent, tell it in another way.",
      },
    },
  ),
  logFails: alarm(
    "Lines of the log cannot be written ({code}): nobody can read there what happens.",
    "See that the disk of the log has room, and that the program runs which takes the log. Until then ask safepassage gateway status.",
  ),
  certificateEnds: alarm(
    "The certificate in {ref} ends soon, or has ended.",
    "Put a new one in its place, before partners refuse the connection.",
  ),
  clientAuthorityEnds: alarm(
    "The certificate of an authority in {ref} ends soon, or has ended. Then partners with a client certificate from it are refused.",
    "Put the new one of that authority beside it. Take the old one away if no partner has a certificate from it.",
  ),
  agreementEnds: alarm(
    "The agreement {ref} ends soon, and no later version of it is here.",
    "Have its parties sign a later version, and put that beside it.",
  ),
  agreementKeyEnds: alarm(
    "A key that signed the agreement in {ref} ends within 30 days. Then nothing is exchanged under it.",
    "Run safepassage agreement check with the registry: it says whose key ends, and when. Have that party sign the same text with its next key, and put the file in its place.",
  ),
  agreementFails: alarm(
    "The agreement in {ref} does not verify: nothing is exchanged under it.",
    "Run safepassage agreement check with the registry: it says whose signature is missing or counts no more. That party signs it again, with its new key.",
  ),
  keyEnds: alarm(
    "The signing key of this agency ends soon, or has ended, by the registry, and no other follows it.",
    "Make a new key with safepassage gateway keys FOLDER next, unless there is one, and have the authority of the registry list it.",
  ),
  alarmsUntold: alarm(
    "Alarms cannot be sent by {channel} ({code}). They are kept, and sent again later.",
    "Until then, read alarms in the log. See that {channel} can be reached.",
    {
      EAUTH: untold(
        "the mail server refuses user and password",
        "Compare them with those of the server. A new password in the file counts at once; for another user start the gateway again.",
      ),
      EENVELOPE: untold(
        "the mail server refuses an address",
        "Compare from and to of /gateway/alarms/mail in agency.json with those of the server. Where user is left out, it may want one.",
      ),
      EMESSAGE: untold(
        "the mail server refuses the mail",
        "Ask whoever runs the server why. It may count these mails as spam.",
      ),
      ETLS: untold(
        "the mail server offers no TLS",
        "Compare port and tls of /gateway/alarms/mail in agency.json with those of the server.",
      ),
      MAIL_LATER: untold(
        "the mail server takes no mail for now",
        "If it goes on for half an hour, ask whoever runs the server. It may be full or busy, or let new senders wait at first.",
      ),
      MAIL_CERTIFICATE: untold(
        "the TLS certificate of the mail server does not verify",
        "Have the server get one that holds for its name, or have /gateway/alarms/mail/ca name the file of its authority.",
      ),
    },
  ),
} as const satisfies Readonly<Record<string, LogEventRow>>;
