import { failure, info, type LogEventRow, warning } from "./event-words.ts";

/** Events of the program itself: its tables and files, how it tells things, and what fails in it. */
export const OWN_EVENTS = {
  tablesOutdated: info(
    "The database has tables of version {ref}, and they are brought up to date now: all of it or nothing. With a million messages it takes minutes. A signal ends it at once, and nothing is changed then.",
  ),
  filesRead: info(
    "Registry, agreements, tokens, keys, certificates, and the files of alarms and metrics were read again.",
  ),
  filesReadWithFaults: warning(
    "Registry, agreements, tokens, keys, certificates, and the files of alarms and metrics were read again. Warnings that stand: {count}.",
    "safepassage gateway status FOLDER says what they are.",
  ),
  settingsChanged: warning(
    "agency.json has changed since the gateway was started. The change does not count yet.",
    "Run gateway check, then start the gateway again.",
  ),
  tablesChanging: {
    ...info("The tables are brought up to date: {count} of {of}."),
    cases: {
      rows: info("The tables are brought up to date: {count} of {of} rows are copied."),
      steps: info("The tables are brought up to date: {count} of {of} steps are done."),
      commit: info(
        "The tables are brought up to date: all is done, and is written to the disk now.",
      ),
    },
  },
  ownFileUnwritten: warning(
    "{ref} cannot be written ({code}). The gateway goes on without it; its next start or a command may miss it.",
    "See that its disk has room, and that the program may write there. It is tried again.",
  ),
  ownFileWritten: info("{ref} is written again."),
  webhookFails: warning(
    "The webhook {ref} does not take what it is told ({code}). It is told again until it does.",
    "See that its program runs and can be reached.",
  ),
  webhookWorks: info("The webhook {ref} takes what it is told again."),
  over: info("It is over: {code}[ ({peer})]."),
  alarmsTold: info("Alarms told by {channel}: {count}."),
  alarmsPutOff: warning(
    "The gateway stops before {channel} has taken its alarms: {count}. They are kept, and told after the next start.",
    "Start it again soon, or read the alarms in the log.",
  ),
  failed: failure(
    "Something failed that should not have[ ({code})].",
    "If it is no full disk or broken file, report it with its stack.",
  ),
  crashed: failure(
    "The gateway ends, since something failed that nothing here had foreseen[ ({code})].",
    "Report it with its stack. If no supervisor starts the gateway again, start it.",
  ),
  linesLost: failure(
    "Lines of the log could not be written[ ({code})], since {ref} or shortly before: they are lost, or came late.",
    "See that the disk of the log has room, and that the program runs which takes the log.",
  ),
  linesLeftOut: info("Lines left out within a minute that say {code} too: {count}."),
} as const satisfies Readonly<Record<string, LogEventRow>>;
