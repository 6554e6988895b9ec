import { DANGER_EVENTS } from "./danger-events.ts";
import { alarm, alarmOfDay, failure, info, type LogEventRow, warning } from "./event-words.ts";
import { FAILED_ATTEMPT, SOME_FAILURES } from "./failed-attempts.ts";
import { GATEWAY_ALARMS } from "./gateway-alarms.ts";
import { OFFICER_EVENTS } from "./officer-events.ts";
import { OWN_EVENTS } from "./own-events.ts";
import { REGISTRY_EVENTS } from "./registry-events.ts";

/** Of a request whose client certificate is not taken. */
const CERTIFICATE_REFUSED = {
  GATEWAY_CLIENT_CERTIFICATE_MISSING: {
    says: "A request was refused, since no client certificate was shown ({code}).",
    act: "If a partner reports it, it has to name one in the member client of its agency.json. Otherwise nothing.",
  },
  GATEWAY_CLIENT_CERTIFICATE_OVER: {
    says: "A request was refused, since its client certificate has expired, or is not valid yet ({code}).",
    act: "If a partner reports it, it needs a new one. Otherwise nothing.",
  },
  GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED: {
    says: "A request was refused, since no authority of yours vouches for its client certificate, or that is not for clients ({code}).",
    act: "If a partner reports it, run safepassage gateway check: the certificate of its authority may have ended, or may not stand in the file of clientAuthorities. Otherwise nothing.",
  },
} satisfies LogEventRow["cases"];

/**
 * Every event that a log may get, with its level and its words. `docs/spec/operation.md` is made from it.
 *
 * An event without a row is no event: {@link EventName} comes from here.
 */
export const LOG_EVENTS = {
  // What this agency sends.
  queued: {
    ...info("Message {ref} to {peer} waits to be sent."),
    cases: { ...SOME_FAILURES, "*": FAILED_ATTEMPT },
  },
  sending: { ...FAILED_ATTEMPT, cases: SOME_FAILURES },
  delivered: info("{peer} has signed that message {ref} arrived."),
  decided: {
    ...info("{peer} has signed its decision on message {ref}."),
    cases: {
      reject: warning(
        "{peer} has rejected message {ref}: a rule forbids it to take it in, and nobody there reads it.",
        "Tell the officer. The findings stand in the receipt of the message.",
      ),
      quarantine: warning(
        "{peer} has put message {ref} in quarantine: two people there may read it, and it has no effect.",
        "Tell the officer: a sound message mends it, within a day. The findings stand in the receipt of the message.",
      ),
    },
  },
  expired: {
    ...warning(
      "Message {ref} to {peer} was not delivered before its deadline[ ({code})].",
      "Tell the officer, who decides whether to send it again as a new message.",
    ),
    cases: {
      erased: {
        says: "Nobody has said that message {ref} to {peer} arrived, and its deadline is over. It is erased here.",
        act: "Do not send it again.",
      },
      erasing: {
        says: "Message {ref}, which asks {peer} to erase, was not delivered before its deadline.",
        act: "Do as the alarm erasureUntold says.",
      },
    },
  },
  unsent: info("Message {ref} was erased or taken back before it was sent. Nobody has it."),
  replaced: info("Message {ref} to {peer} was signed again for another catalogue."),
  signedAgain: info(
    "Message {ref} to {peer} was signed again, in place of another: for this catalogue, or since a key is over.",
  ),
  sentLess: warning(
    "The warning {ref} to {peer} was sent without what may not be sent any more.",
    "Tell the officer: compare it with what was submitted.",
  ),
  receiptsContradict: warning(
    "{peer} has signed two different things about message {ref}. The first stays.",
    "Ask the operator of {peer} which of them holds. Tell the officer.",
  ),
  resent: {
    ...warning(
      "Message {ref} was sent again to {peer}, which does not take it now ({code}).",
      "Look up the code, and ask the operator of {peer}.",
    ),
    cases: {
      taken: info("{peer} had lost message {ref}, and has taken it in again."),
      known: info("Message {ref} was sent again to {peer}, which knows it."),
    },
  },
  warningReviewed: info("A second officer has reviewed message {ref}, which went first: {code}."),

  // What this agency takes in. `refused` is either way.
  accept: info("Message {ref} of {peer} was accepted."),
  acceptWithWarnings: info("Message {ref} of {peer} was accepted with warnings."),
  reject: info("Message {ref} of {peer} was rejected by a rule."),
  quarantine: info("Message {ref} of {peer} was put in quarantine."),
  mended: info("{peer} has mended message {ref}, which was in quarantine."),
  refused: {
    level: "warning",
    says: "Package {ref}[ of {peer}] was refused ({code}).",
    cases: {
      own: {
        says: "Message {ref} to {peer} was refused for good ({code}).",
        act: "Tell the officer. Look up the code, and prepare the message again.",
      },
      MESSAGE_NOT_YET_VALID: {
        says: "Package {ref}[ of {peer}] was refused: by the clock here its time has not come ({code}). It is taken once that time has come.",
        act: "Compare the clocks with the operator of {peer}.",
      },
    },
  },
  addressAwaited: warning(
    "The gateway waits for the address {ref}, at which it is to listen for other agencies: this machine does not have it. They cannot reach it until then.",
    "See that the network is up. If the address is wrong, change /gateway/listen/host in agency.json and start the gateway again.",
  ),
  addressThere: info("The gateway listens at {ref} for other agencies now."),
  bodyIncomplete: info("A request was broken off before all of it had arrived."),
  requestRefused: {
    ...warning(
      "A request[ of {peer}] was refused, since who made it is not sure ({code}).",
      "If a partner reports it, compare clocks, look at its keys in the registry, and see that your proxy changes no requests. Otherwise nothing.",
    ),
    cases: CERTIFICATE_REFUSED,
  },
  busy: warning(
    "A request gave way to others: as many bodies arrive as memory was given for.",
    "If it goes on, limit the connections of each address at the proxy.",
  ),

  // What time demands.
  maintained: info("What was due was erased and recorded, and keys were renewed."),
  readingUnrecorded: warning(
    "Message {ref} was read, which cannot be recorded now ({code}). It is recorded once the store takes something again, unless the gateway ends before.",
    "Mend the store, as safepassage gateway status says. Keep this line for your auditors.",
  ),
  maintenanceWaits: warning(
    "Nothing was erased for its age: the clock is in doubt.",
    "Confirm the clock.",
  ),
  retentionShortened: info("Message {ref} will be erased earlier, since its exchange was closed."),
  answerOverdue: warning(
    "The time for the answer to message {ref} has passed.",
    "Answer now, or ask for the answer. Late answers are taken.",
  ),
  mendOverdue: warning(
    "Message {ref} in quarantine was not mended within a day.",
    "Tell its sender and both supervisory authorities.",
  ),
  personLocated: warning(
    "{peer} answers to alert {ref} that the person was located.",
    "Cancel the alert, also where you sent it to others.",
  ),
  retentionReviewOverdue: warning(
    "Nobody has reviewed by its day whether message {ref} is still needed.",
    "Let an officer review it today: keep it, or erase it.",
  ),
  certificateFailed: warning(
    "Message {ref} is erased, but the certificate of it could not be sent ({code}). It is tried again.",
    "If it goes on, tell the sender of the message in another way.",
  ),
  certificateGivenUp: failure(
    "Message {ref} is erased, but the certificate of it was never sent ({code}).",
    "Tell the sender of the message in another way.",
  ),

  // The registry, the agreements, the clock.
  ...REGISTRY_EVENTS,
  agreementsRead: info("The agreements were read again, and others count now."),
  agreementsRefused: failure(
    "Something in the folder of agreements is no agreement. Those before stay.",
    "Run safepassage gateway check: it names the file.",
  ),
  certificateRenewed: info("Another certificate is used for connections from now on."),
  certificateRefused: failure(
    "The new certificate cannot be used: it is over, not valid yet, for another name, without those who vouch for it, or not one with its key. That before stays.",
    "Run safepassage gateway check: it names the file.",
  ),
  signingKeyRefused: failure(
    "The key in keys/signing-key.json is not taken ({code}). Messages are signed with the one before.",
    "Run safepassage gateway status: it says what is wrong with it.",
  ),
  nextKeyRefused: failure(
    "keys/signing-key.next.json holds no key that can be used ({code}). It will take no other key's place.",
    "Run safepassage gateway status: it says what is wrong with it. If it cannot be mended, move the file away and make a new one with safepassage gateway keys FOLDER next. Give its public half to the authority of the registry.",
  ),
  registryKeyChanged: info("The registry is verified with the key {ref} from now on."),
  registryKeyRefused: failure(
    "The key in registry-key.json is not taken ({code}). The registry is verified with the one before.",
    "Run safepassage gateway status: it says what is wrong with it.",
  ),
  tokensChanged: info(
    "The tokens of the folder were changed, and count from now on. No other does.",
  ),
  tokensRefused: failure(
    "The tokens of the folder were changed, and are not taken ({code}). All from before still count.",
    "Run safepassage gateway check: it names the file.",
  ),
  signingKeyChanged: info("Messages are signed with the key {ref} from now on."),
  agreementInvalid: failure(
    "The agreement[ {ref}] does not verify[ ({code})]. Exchange under it has stopped.",
    "Run safepassage agreement check with the registry: it says whose signature is missing or counts no more. That party signs it again, with its new key.",
  ),
  clockConfirmed: info("A person has confirmed the clock. What was due goes on."),

  // Alarms about people. They are recorded first.
  ...DANGER_EVENTS,
  certificateOverdue: alarmOfDay(
    "{peer} was asked a week ago to erase message {ref}, and has not certified that it did.",
    "Ask {peer} whether it holds the message still. If it does, submit the withdrawal or correction again.",
  ),
  erasureUntold: alarmOfDay(
    "{peer} was not told to erase: {ref}, which asks for it, did not reach it in time or was refused ({code}).",
    "Tell {peer} another way what to erase. Submit the withdrawal or cancellation again once it can be reached.",
    {
      reject: {
        says: "{peer} has rejected {ref}, which asks it to erase.",
        act: "Ask {peer} why, and whether it has erased. Submit the withdrawal or cancellation again.",
      },
      unwritten: {
        says: "{peer} was not told to erase message {ref}: nothing can be written to it, as after it or your agency has left the registry, or while it has no key in force.",
        act: "Tell {peer} another way what to erase. Submit the withdrawal again once both are registered, and {peer} has a key in force.",
      },
    },
  ),
  messageUndelivered: alarmOfDay(
    "Message {ref} to {peer} was not delivered before its deadline ({code}), and is sent no more.",
    "Tell the officer who sent it, who believes that it arrived: send it again as a new message, or tell {peer} another way.",
    {
      expired: {
        says: "Message {ref} to {peer} was not sent before its deadline, and is sent no more.",
        act: "Tell the officer who sent it, who believes that it arrived: send it again as a new message, or tell {peer} another way.",
      },
    },
  ),
  breachReported: alarm(
    "{peer} has given notice of a breach of data that it shares with you: message {ref}.",
    "Read it now, and ask {peer} who is in danger by it. Ask your data protection officer what you have to tell, and whom: the law may give 72 hours.",
  ),
  intakeFull: alarm(
    "{peer} has sent as much within 24 hours as is taken of one partner. What else it sends waits until they are over.",
    "Call the operator of {peer}: its system may be broken, or in other hands. If it needs more, raise partnerDayOctets in agency.json.",
    {
      urgent: {
        says: "{peer} has sent as many warnings and requests to erase within 24 hours as are taken of one partner. What else of these it sends waits until they are over.",
        act: "Call {peer} now: a real warning may be among them. Read what came. If it needs more, raise partnerDayOctets in agency.json.",
      },
    },
  ),

  ...GATEWAY_ALARMS,

  // The gateway itself.
  ...OFFICER_EVENTS,
  ...OWN_EVENTS,
} as const satisfies Readonly<Record<string, LogEventRow>>;

/** The name of an event. */
export type EventName = keyof typeof LOG_EVENTS;

/** Finds the row of an event. */
export const logEventRow = (name: EventName): LogEventRow => LOG_EVENTS[name];
