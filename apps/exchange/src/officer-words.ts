/** What officers do in each step, by its id. The console has translations of these and of {@link ACTS}. */
export const DOES = {
  "OFFICERS.1": "Petra signs in with a browser, as a person does.",
  "OFFICERS.2":
    "Mira wants to send a referral alone. The agreement wants a second officer, and that cannot be Mira.",
  "OFFICERS.3":
    "Tomas approves what will be sent. Mira changes it afterwards, so the approval is worth nothing any more.",
  "OFFICERS.4": "Tomas looks again and approves. Now the referral goes.",
  "OFFICERS.5": "Who comes with a sign-in for another agency, or has left, gets nothing.",
  "OFFICERS.6": "Ines, the auditor, looks at what was done, and sees nothing of what was said.",
} as const;

/** What somebody does, which the gateway lets that one do or not. */
export const ACTS = {
  petraChooses: "petra chooses her name on the provider's page, and has a session",
  miraSubmits: "mira composes a referral and submits it",
  miraApproves: "mira approves it herself",
  tomasApproves: "tomas reads what will be sent, and approves it",
  miraChanges: "mira changes the draft",
  miraSubmitsChanged: "mira submits what nobody has approved",
  tomasApprovesAgain: "tomas looks again, and approves",
  miraSubmitsApproved: "mira submits it",
  tomasElsewhere: "tomas comes with a token for another agency",
  miraLeaves: "mira leaves the agency: olek locks her out",
  miraAsks: "mira asks for the inbox",
  miraReturns: "mira comes back: olek lets her in again",
} as const;

export type ActName = keyof typeof ACTS;
