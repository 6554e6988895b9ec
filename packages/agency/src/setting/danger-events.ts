import { alarm, alarmOfDay, type LogEventRow } from "./event-words.ts";

/** Alarms about people in danger or looked for, and about those who read and warn. */
export const DANGER_EVENTS = {
  quarantineAlarm: alarm(
    "A life may be in danger: message {ref} is in quarantine.",
    "One of the two roles reads it now. Tell the supervisory authority of {country}[ ({authority})] now.",
  ),
  emergencyArrived: alarm(
    "A life may be in danger: {peer} has sent message {ref}, and waits for you.",
    "Read it and act now, then answer it. An answer tells {peer} that somebody is on it.",
  ),
  emergencyRefused: alarm(
    "A life may be in danger: a message of {peer} could not be taken in ({code}).",
    "Call {peer} now.",
    {
      erased: {
        says: "A life may be in danger: {peer} had withdrawn message {ref} before it came. Nobody here has read it.",
        act: "Ask {peer} now whether a life is still at stake.",
      },
      GATEWAY_QUARANTINE_FULL: {
        says: "A life may be in danger: a message of {peer} was refused, since as many of its faulty ones came or wait as may.",
        act: "Call {peer} now. Read the quarantine, and have what waits there mended.",
      },
    },
  ),
  manyEmergenciesRefused: alarm(
    "A life may be in danger: {peer} has had more than eight emergencies refused within an hour. The next ones of this hour are told by this alarm alone.",
    "Call {peer} now: ask which of them are real, and what is wrong with its system.",
  ),
  emergencyUndelivered: alarm(
    "A life may be in danger: your message {ref} to {peer} is not delivered ({code}).",
    "Tell {peer} another way now.",
    {
      reject: {
        says: "A life may be in danger: {peer} has rejected your message {ref}. Nobody there reads it.",
        act: "Tell {peer} another way now. The findings in its receipt say what to mend.",
      },
    },
  ),
  warningUnanswered: alarm(
    "A life may be in danger: the warning {ref} has waited an hour for an answer.",
    "Answer it, or ask for the answer, now.",
    {
      awaited: {
        says: "A life may be in danger: {peer} has not answered your warning {ref} within the hour.",
        act: "Call {peer} now, and the emergency number there.",
      },
      owed: {
        says: "A life may be in danger: the warning {ref} of {peer} has waited an hour for an answer.",
        act: "Answer it now: a unit sent, safe, not found. If no answer can be sent, call {peer}.",
      },
    },
  ),
  handoverUnanswered: alarmOfDay(
    "Handover {ref} has no answer, and its day has come: the agencies may not agree who looks after a person.",
    "Answer it, or ask for the answer, today.",
    {
      awaited: {
        says: "{peer} has not answered your handover {ref}, and its day has come. The case is still yours.",
        act: "Call {peer} today. Go on with the case until it agrees.",
      },
      owed: {
        says: "{peer} has handed over a case by message {ref}, its day has come, and your agency has not answered.",
        act: "Agree or refuse today. Make sure meanwhile that somebody looks after the person.",
      },
    },
  ),
  warningCorrected: alarm(
    "A life may be in danger: {peer} corrects its warning, or a message that claims a threat to life, by message {ref}.",
    "Read the correction now, and tell anyone who is on the way.",
    {
      answer: {
        says: "A life may be in danger: {peer} corrects its answer to your warning, by message {ref}.",
        act: "Read the correction now. If the person is not safe, call {peer}, and the emergency number there.",
      },
      taken: {
        says: "A life may be in danger: {peer} takes back its answer to your warning, by message {ref}.",
        act: "Nobody may be on it. Call {peer} now, and the emergency number there.",
      },
    },
  ),
  reviewOverdue: alarmOfDay(
    "No second officer has reviewed {ref}, a warning or what corrects or answers one, within a day.",
    "Let a second officer do it today.",
  ),
  alertStands: alarmOfDay(
    "{peer} has answered a day ago that a missing person was located, and alert {ref} still stands.",
    "Cancel the alert today, also where you sent it to others: what is known of the person is to be erased.",
  ),
  sourceChanged: alarmOfDay(
    "{peer} has changed message {ref}, which your agency has passed on. Those who have it from you are told by nobody else.",
    "Open the message: it says where it was passed on. Correct each of those today.",
    {
      erased: {
        says: "{peer} has taken back message {ref}, which your agency has passed on. Those who have it from you are told by nobody else.",
        act: "Open the message: it says where it was passed on. Recall each of those today, unless another law demands that it stays.",
      },
    },
  ),
  consentEnded: alarmOfDay(
    "A person has withdrawn the consent on which your agency sent message {ref} to {peer}. {peer} is told by nobody else.",
    "Recall the message today, unless another law demands that it stays.",
  ),
  evidenceErased: alarmOfDay(
    "{peer} has had message {ref} erased, which a review of your agency keeps ({code}).",
    "Ask {peer} today whether it holds the message still, and tell why your agency needs it: it can send it again.",
  ),
  locatedTakenBack: alarmOfDay(
    "{peer} takes back that a missing person was located. Alert {ref} stands.",
    "Tell who works on the case today that she may be missing still. Do not cancel the alert.",
    {
      over: {
        says: "A person may be missing whom nobody looks for: {peer} takes back that she was located, and alert {ref} is over.",
        act: "Ask {peer} now. If she is missing still, send a new alert, also where you cancelled others.",
        mayWait: false,
      },
    },
  ),
  partnerKeyStolen: alarm(
    "Others have had the signing key of {peer}, at the latest since message {ref}. They may have written what came from it since then, and read what was sent to it.",
    "Call {peer} by a number that you know. Ask about each message since then, first about warnings and their answers. What it knows nothing of, tell it again. Ask your data protection officer whether this is a breach of data.",
  ),
  decisionKeyStolen: alarm(
    "Others have had the signing key of {code}, at the latest since message {ref}. It rests on a decision under that key, such as an order or a consent: they may have forged it.",
    "Call {code} by a number that you know, and ask whether it made the decision. If it did not, nothing may be done because of it. Ask your data protection officer today what has to be taken back.",
  ),
  draftWaits: alarmOfDay(
    "Draft {ref} has waited for a second officer for three days.",
    "Have an approver look at it today, or delete it. Meanwhile a consent, a deadline or the agreement may end.",
    {
      approved: {
        says: "Draft {ref} was approved three days ago, and nobody has sent it.",
        act: "Send it today, or delete it. Meanwhile a consent, a deadline or the agreement may end.",
      },
      returned: {
        says: "Draft {ref} was sent back three days ago, and nobody has changed it.",
        act: "Change it as the second officer asks, or delete it. Meanwhile a consent, a deadline or the agreement may end.",
      },
      emergency: {
        says: "A life may be in danger: draft {ref} says so, and has waited for an hour.",
        act: "Have it approved and sent now, or tell its recipient another way.",
        mayWait: false,
      },
    },
  ),
  manyWarnings: alarmOfDay(
    "More than ten warnings of one agency came within 30 days.",
    "Tell the supervisory authority of {country}[ ({authority})].",
  ),
  manyWarningsByOfficer: alarmOfDay(
    "One officer has given more than three warnings within 30 days.",
    "Tell the supervisory authority of {country}[ ({authority})].",
  ),
  reviewedAgain: alarmOfDay(
    "Message {ref} is kept longer by a second review ({code}).",
    "Tell the supervisory authority of {country}[ ({authority})].",
  ),
  glassBroken: alarm(
    "An officer has read {ref}, a message or a draft, stating that somebody is in danger.",
    "The custody of the message, or the list of acts, says who it was. Speak with that officer now.",
  ),
} satisfies Readonly<Record<string, LogEventRow>>;
