/** Open to every role, and to the agency's own systems. */
export const EVERYBODY = {
  roles: ["caseworker", "approver", "auditor", "operator", "dutyOfficer", "protectionOfficer"],
  machine: true,
} as const;
