/** What officers do in each step, by its id. The console has translations of these and of {@link ACTS}. */
export const DOES = {
  "OFFICERS.1": "Petra signs in with a browser, as a person does.",
  "OFFICERS.2":
    "Mira wants to send a referral alone. The agreement wants a second officer, and that cannot be Mira.",
  "OFFICERS.3":
    "Tomas approves what will be sent. Mira changes it afterwards, so the approval is worth nothing any more.",
  "OFFICERS.4":
    "Tomas finds the case wrong, and sends the draft back with a reason. Mira mends it, he approves, and the referral goes.",
  "OFFICERS.5": "Who comes with a sign-in for another agency, or has left, gets nothing.",
  "OFFICERS.6": "Ines, the auditor, looks at what was done, and sees nothing of what was said.",
} as const;

/** What somebody does, which the gateway lets that one do or not. */
export const ACTS = {
  petraChooses: "Petra chooses her name on the provider's page, and has a session",
  miraSubmits: "Mira composes a referral and submits it",
  miraApproves: "Mira approves it herself",
  tomasApproves: "Tomas reads what will be sent, and approves it",
  miraChanges: "Mira changes the draft",
  miraSubmitsChanged: "Mira submits what nobody has approved",
  tomasSendsBack: "Tomas sends the draft back: a value is wrong",
  miraMends: "Mira reads his reason on the draft, and mends it",
  tomasApprovesAgain: "Tomas looks again, and approves",
  miraSubmitsApproved: "Mira submits it",
  tomasElsewhere: "Tomas comes with a token for another agency",
  miraLeaves: "Mira leaves the agency: Olek locks her out",
  miraAsks: "Mira asks for the inbox",
  miraReturns: "Mira comes back: Olek lets her in again",
} as const;

export type ActName = keyof typeof ACTS;
