/** For each kind of alarm, the mark that keeps the place of the last one handed to the operator. */
export const ALARM_MARKS = {
  quarantineAlarm: "alarmsAnnounced",
  emergencyArrived: "emergenciesArrivedAnnounced",
  emergencyRefused: "emergenciesRefusedAnnounced",
  manyEmergenciesRefused: "manyEmergenciesRefusedAnnounced",
  emergencyUndelivered: "emergenciesUndeliveredAnnounced",
  warningUnanswered: "warningsUnansweredAnnounced",
  handoverUnanswered: "handoversUnansweredAnnounced",
  warningCorrected: "warningsCorrectedAnnounced",
  reviewOverdue: "reviewsOverdueAnnounced",
  alertStands: "alertsStandingAnnounced",
  sourceChanged: "sourcesChangedAnnounced",
  consentEnded: "consentsEndedAnnounced",
  evidenceErased: "evidenceErasedAnnounced",
  locatedTakenBack: "locatedTakenBackAnnounced",
  draftWaits: "draftsWaitingAnnounced",
  manyWarnings: "manyWarningsAnnounced",
  manyWarningsByOfficer: "manyWarningsByOfficerAnnounced",
  reviewedAgain: "reviewsAnnounced",
  glassBroken: "glassBrokenAnnounced",
  certificateOverdue: "certificatesOverdueAnnounced",
  erasureUntold: "erasuresUntoldAnnounced",
  messageUndelivered: "messagesUndeliveredAnnounced",
  breachReported: "breachesReportedAnnounced",
  partnerKeyStolen: "partnerKeysStolenAnnounced",
  decisionKeyStolen: "decisionKeysStolenAnnounced",
  intakeFull: "intakesFullAnnounced",
} as const;

/** An alarm that is recorded before it is told. */
export type AlarmKind = keyof typeof ALARM_MARKS;

export const ALARM_KINDS = Object.keys(ALARM_MARKS) as readonly AlarmKind[];
