/** What may be wrong with the certificates of a gateway. */
export const CERTIFICATE_FINDINGS = {
  CERTIFICATE_INVALID: [
    "mistake",
    "It holds no certificate or key as PEM.",
    "Put the file there that your certificate authority gave you.",
  ],
  CERTIFICATE_KEY_DIFFERS: [
    "mistake",
    "It is not the key of the certificate.",
    "Put the key there that the certificate was made for.",
  ],
  CERTIFICATE_UNUSABLE: [
    "mistake",
    "TLS does not take this certificate: its key is too short, or its signature too weak.",
    "Get one for a key on the curve P-256, or of RSA with 2,048 bits or more.",
  ],
  CERTIFICATE_OVER: [
    "mistake",
    "The certificate is over: no other agency connects.",
    "Put a new one there. A running gateway takes it by itself.",
  ],
  CERTIFICATE_NOT_YET: [
    "waiting",
    "The certificate is not valid yet.",
    "Wait for its day, or look at the clock of this machine.",
  ],
  CERTIFICATE_ENDS: [
    "warning",
    "The certificate ends within 21 days.",
    "Put a new one there in time. A running gateway takes it by itself.",
  ],
  CERTIFICATE_OTHER_NAME: [
    "warning",
    "The certificate is not for the name that the registry has for your gateway.",
    "Get one for that name, or have the authority of the registry change the address.",
  ],
  CERTIFICATE_CHAIN_SHORT: [
    "warning",
    "Nothing in the file, and no authority that this machine knows, vouches for the certificate. Other agencies may not take it.",
    "Add the certificates of those who vouch for it, as they were given to you. If its authority is your own, have NODE_EXTRA_CA_CERTS name its file.",
  ],
  CERTIFICATE_NOT_FOR_SERVERS: [
    "warning",
    "The certificate may not be used by servers. No other agency connects.",
    "Get one for servers (TLS server authentication). A running gateway takes it by itself.",
  ],
  CLIENT_CERTIFICATE_OVER: [
    "warning",
    "The certificate that the gateway shows to partners has expired. Partners that ask for one refuse its messages.",
    "Put a new one there. A running gateway takes it by itself.",
  ],
  CLIENT_CERTIFICATE_NOT_FOR_CLIENTS: [
    "warning",
    "The certificate that the gateway shows to partners may not be used by clients. Partners that ask for one refuse its messages.",
    "Get one for clients (TLS client authentication). Many public authorities issue none any more: ask those partners whose certificates they take.",
  ],
  CLIENT_AUTHORITY_ENDS: [
    "warning",
    "The certificate of an authority ends within 21 days. Then partners with a client certificate from it are refused.",
    "Put the authority's new certificate beside it in time, or take the old one away if no partner has a certificate from it. A running gateway takes it by itself.",
  ],
  CLIENT_AUTHORITY_OVER: [
    "warning",
    "The certificate of an authority has expired. Partners with a client certificate from it are refused.",
    "Put the authority's new certificate there. A running gateway takes it by itself.",
  ],
} as const;
