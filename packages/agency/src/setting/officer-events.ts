import { type LogEventRow, warning } from "./event-words.ts";

/** Why an officer is not let in. The officer is told a code alone, and to tell the operator. */
export const OFFICER_EVENTS = {
  officerRefused: {
    ...warning(
      "An officer is not let in: the provider refuses the sign-in ({code}).",
      "Look at what the provider has about the gateway: a public client of the name in client, with PKCE, that comes back to /session/callback below url. Look at scope and audience too.",
    ),
    cases: {
      PROVIDER_AWAY: {
        says: "No officer can sign in: the provider does not answer ({code}).",
        act: "Check that issuer in /gateway/people of agency.json is the address of the provider. If it is, ask whoever runs the provider.",
      },
      PROVIDER_CERTIFICATE: {
        says: "No officer can sign in: the TLS certificate of the provider does not verify ({code}).",
        act: "If it comes from an authority of your own, start the gateway with NODE_EXTRA_CA_CERTS, which names the file of that authority. Else look at its days and its name.",
      },
      PROVIDER_OTHER: {
        says: "No officer can sign in: the provider names itself otherwise than agency.json does, or its answer cannot be used ({code}).",
        act: "Copy issuer from the answer of the provider at its address with /.well-known/openid-configuration to /gateway/people of agency.json, without any change. If it is the same, look at what jwks_uri in that answer gives: keys, as JSON, over https.",
      },
      SIGN_IN_FORM: {
        says: "An officer is not let in: the provider's answer to the sign-in does not follow OpenID Connect ({code}).",
        act: "Have the provider give a bearer access token, and an ID token that is signed and not encrypted, with iss, sub, aud, exp and iat, for the client that client in /gateway/people of agency.json names.",
      },
      SIGN_IN_NOT_ANEW: {
        says: "An officer is not let in: the provider was told to ask for the person anew, and did not ({code}).",
        act: "Have the provider heed prompt=login (OpenID Connect Core 1.0, 3.1.2.1). If it does, somebody at that desk has changed the address of the sign-in.",
      },
      TOKEN_FORM: {
        says: "An officer is not let in: the access token of the provider has another form than this gateway admits ({code}).",
        act: "Have the provider give a JWT of the type at+jwt (RFC 9068), with iss, sub, aud, exp, iat, jti and client_id, signed with a key that it publishes. If it gives JWTs of another form, set tokens in /gateway/people of agency.json to jwt. Such a token names its client in client_id, azp, appid or cid, and that client is not in aud.",
      },
      TOKEN_ISSUER: {
        says: "An officer is not let in: the access token is of another issuer than the provider ({code}).",
        act: "Compare issuer in /gateway/people of agency.json with iss of such a token.",
      },
      TOKEN_AUDIENCE: {
        says: "An officer is not let in: the access token of the provider is for another audience ({code}).",
        act: "Have the provider give tokens for the audience in /gateway/people of agency.json, or write there what it gives.",
      },
      TOKEN_KEY: {
        says: "An officer is not let in: no key that the provider publishes has signed the access token ({code}).",
        act: "If it goes on, ask whoever runs the provider whether it publishes its newest keys (jwks_uri).",
      },
      TOKEN_OVER: {
        says: "An officer is not let in: by the clock of this machine, the new token of the provider has expired or is not valid yet ({code}).",
        act: "Compare the clock of this machine with that of the provider.",
      },
      TOKEN_LONG: {
        says: "An officer is not let in: the access token of the provider lives longer than this gateway admits ({code}).",
        act: "Have the provider give tokens that live for ten minutes, or for tokenSeconds in /gateway/people of agency.json.",
      },
      API_OFFICER_UNKNOWN: {
        says: "An officer is not let in: the access token of the provider has no staff id ({code}).",
        act: "Have the provider put one into the claim that officer in /gateway/people of agency.json names: 1 to 32 visible ASCII characters.",
      },
    },
  },
} as const satisfies Readonly<Record<string, LogEventRow>>;
