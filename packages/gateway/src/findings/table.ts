import { CERTIFICATE_FINDINGS } from "./certificate-findings.ts";

/**
 * What follows from a finding.
 *
 * - `mistake`: only a person can mend it. The gateway does not start.
 * - `waiting`: it may end by itself. The gateway starts, and is not ready until then.
 * - `warning`: the gateway is ready, and a person should look.
 */
export type Level = "mistake" | "waiting" | "warning";

type Told = readonly [level: Level, sentence: string, fix: string];

/** What a gateway finds beyond the faults of files, by code. */
export const GATEWAY_FINDINGS = {
  GATEWAY_UNCONFIGURED: [
    "mistake",
    "It does not say how a gateway runs.",
    "Add it with: safepassage gateway init FOLDER",
  ],
  CONFIGURATION_OLD: [
    "warning",
    "It is of an earlier version, and nothing reads it.",
    "Move what it says into the member gateway of agency.json (safepassage gateway init), then remove it.",
  ],
  NODE_TOO_OLD: ["mistake", "This version of Node is too old.", "Install Node 24 or newer."],
  KEY_ENDS: [
    "warning",
    "The registry ends this key within 30 days.",
    "Make the next one: safepassage gateway keys FOLDER next",
  ],
  KEY_NOT_TAKEN: [
    "warning",
    "The gateway does not sign with this key: the registry does not have it in force. It goes on with the one before.",
    "Have the authority of the registry list it, or put the right key there.",
  ],
  EPOCHS_STALE: [
    "warning",
    "None of these encryption keys is in force.",
    "Nothing, if the gateway was off for a week: it makes new ones when it starts. Else look at the clock.",
  ],
  TOKEN_SHORT: [
    "mistake",
    "It has less than 32 characters.",
    "Write 32 random octets into it: head -c 32 /dev/urandom | base64",
  ],
  TOKEN_MALFORMED: [
    "mistake",
    "It is no token: one line of at most 512 visible ASCII characters.",
    "Write 32 random octets into it: head -c 32 /dev/urandom | base64",
  ],
  TOKENS_EQUAL: [
    "mistake",
    "It is the same token as another.",
    "Give each its own, or who holds one holds both: head -c 32 /dev/urandom | base64",
  ],
  ALARMS_UNTOLD: [
    "warning",
    "Nobody is told when a life may be in danger: alarms go to the log alone.",
    "Give alarms a mail or a webhook, or have a person read the log day and night.",
  ],
  MAIL_AWAY: [
    "warning",
    "The mail server does not answer as one, or takes nobody for now: no alarm goes by mail.",
    "Compare host, port and tls with those of the server, and see that no firewall stands between.",
  ],
  MAIL_SIGN_IN: [
    "warning",
    "The mail server refuses user and password: no alarm goes by mail.",
    "Compare them with those of the server. A gateway that runs takes a new password from its file at once. If the user changes, start it again.",
  ],
  MAIL_WITHOUT_TLS: [
    "warning",
    "The mail server offers no TLS: no alarm goes by mail.",
    "Compare port and tls with those of the server.",
  ],
  MAIL_CERTIFICATE: [
    "warning",
    "The TLS certificate of the mail server does not verify: no alarm goes by mail.",
    "Have the server get one that holds for its name, or have ca name the file of its authority.",
  ],
  MAIL_ADDRESS: [
    "warning",
    "The mail server takes no mail from or to this address: no alarm goes there.",
    "Compare it, and from, with the addresses of the server. Where user is left out, the server may want one.",
  ],
  MAIL_LATER: [
    "warning",
    "The mail server takes no mail from or to this address for now.",
    "Check again in ten minutes: some servers refuse a new sender at first. If it still refuses, ask the people who run the server whether the mailbox is full.",
  ],
  WEBHOOK_AWAY: [
    "warning",
    "Nothing answers at the address of the webhook for alarms: no alarm goes there.",
    "Look at the address, and whether the program runs.",
  ],
  WEBHOOK_CERTIFICATE: [
    "warning",
    "The TLS certificate of the webhook for alarms does not verify: no alarm goes there.",
    "If it comes from an authority of your own, have NODE_EXTRA_CA_CERTS name the file of that authority, here and where the gateway starts. Else look at its days and its name.",
  ],
  WEBHOOK_ELSEWHERE: [
    "warning",
    "The address of the webhook for alarms leads to another address. No alarm goes there.",
    "Write the address in url at which the program itself takes alarms, with https and its whole path.",
  ],
  PROVIDER_AWAY: [
    "warning",
    "The provider that your officers sign in with does not answer: none of them can sign in.",
    "Look at the address, and ask whoever runs the provider. Your own systems need none.",
  ],
  PROVIDER_CERTIFICATE: [
    "warning",
    "The TLS certificate of the provider that your officers sign in with does not verify: none of them can sign in.",
    "If it comes from an authority of your own, have NODE_EXTRA_CA_CERTS name the file of that authority, here and where the gateway starts. Else look at its days and its name.",
  ],
  PROVIDER_OTHER: [
    "warning",
    "The provider names itself otherwise than agency.json does, or its answer cannot be used: no officer can sign in.",
    "Copy issuer from the answer of the provider at its address with /.well-known/openid-configuration, without any change. If it is the same, look whether the addresses in that answer begin with https.",
  ],
  PROVIDER_UNFIT: [
    "warning",
    "The provider has no place to sign in with a browser, or does not say that it knows PKCE with S256.",
    "Have the provider set up for the authorization code flow with PKCE, or leave client out. Some providers know it and do not say so: then try to sign in.",
  ],
  PROVIDER_KEYS: [
    "warning",
    "The keys of the provider that your officers sign in with do not come, or are none: none of them can sign in.",
    "Ask from this machine for the address that jwks_uri names in the answer of the provider at its address with /.well-known/openid-configuration. It may be on another host, which a firewall or a proxy has to let through.",
  ],
  APPROVER_NONE: [
    "warning",
    "It asks for a second officer, and nobody can be one: what has to be approved is not sent, and nobody reviews warnings.",
    "Name in roles which officers are approvers.",
  ],
  CONSOLE_WITHOUT_SIGN_IN: [
    "mistake",
    "Nobody can sign in to the console: this is missing.",
    "Say in people where your officers sign in, with client and url, or leave console out.",
  ],
  CONSOLE_FILES_MISSING: [
    "mistake",
    "The pages of the console are not there.",
    "In a clone, build them: npx -y pnpm@12 --filter @safepassage/console build. Else install safepassage again, or leave console out.",
  ],
  CONSOLE_FILES_UNFIT: [
    "mistake",
    "Among the pages of the console is something that cannot be served.",
    "In a clone, build them again: npx -y pnpm@12 --filter @safepassage/console build. Else install safepassage again, or leave console out.",
  ],
  CONSOLE_FILES_TOO_LARGE: [
    "mistake",
    "The pages of the console have more than 512 files, or more than 16 MiB.",
    "In a clone, build them again: npx -y pnpm@12 --filter @safepassage/console build. Else install safepassage again, or leave console out.",
  ],
  FILE_NOT_TAKEN: [
    "warning",
    "The file that is named here cannot be used. The gateway goes on with what it held before.",
    "See what is wrong with it: safepassage gateway check FOLDER. Then put a good one there.",
  ],
  ALARMS_LATE: [
    "warning",
    "Alarms cannot be sent this way. They are kept, and sent again later.",
    "Until then, read alarms in the log, which also says why. If they go by mail, safepassage gateway check looks at the mail server.",
  ],
  WEBHOOK_LATE: [
    "warning",
    "A program has not taken what it is told for five minutes.",
    "Look whether it runs. Nothing is lost: it is told all of it, in order, for 30 days.",
  ],
  DATABASE_EARLIER: [
    "warning",
    "The database was put back to an earlier state, and not by a restore: what came after is lost.",
    "Stop the gateway and run safepassage gateway restore FOLDER --as-it-is: it says what to make up for, and confirms that state.",
  ],
  DATABASE_PAGES_TORN: [
    "warning",
    "The database server may be damaged by a power cut, or pass over damage: full_page_writes is off, or zero_damaged_pages or ignore_checksum_failure on.",
    "Have its administrator set them back (ALTER SYSTEM RESET, then reload). Only a disk that never writes a part of a page, as ZFS does, needs no full_page_writes.",
  ],
  DATABASE_VALUES_LOGGED: [
    "warning",
    "The database server writes the values of statements into its own log: ids and pseudonyms stay there after they are erased here.",
    "Have its administrator run ALTER ROLE … SET log_parameter_max_length = 0 for the role of the gateway, and the same for log_parameter_max_length_on_error. With auto_explain, set auto_explain.log_min_duration = -1 in the same way. Remove that log when your backups are removed.",
  ],
  AGREEMENT_NONE: [
    "waiting",
    "No agreement is in force that names your agency and admits this version's catalogue.",
    "Put an agreement there that all parties have signed: safepassage agreement check says what one lacks.",
  ],
  AGREEMENT_OF_OTHERS: [
    "warning",
    "Your agency is no party of it.",
    "Take it away, or have one signed that names your agency.",
  ],
  AGREEMENT_INVALID: [
    "warning",
    "It does not verify now: nothing is exchanged under it.",
    "safepassage agreement check with the registry says whose signature is missing or counts no more.",
  ],
  AGREEMENT_NOT_YET: ["warning", "Its days have not begun.", "Nothing: it counts from its day on."],
  AGREEMENT_OVER: [
    "warning",
    "Its days are over.",
    "Keep it, since messages name it, and have the parties sign a new version.",
  ],
  AGREEMENT_ENDS: [
    "warning",
    "It ends within 30 days.",
    "Have the parties sign a new version in time.",
  ],
  AGREEMENT_KEY_ENDS: [
    "warning",
    "A key that signed it ends within 30 days; then it does not verify any more.",
    "Have the party whose key ends sign the same text with its next key.",
  ],
  AGREEMENT_DUTY_MISSING: [
    "warning",
    "The catalogue does not know the law that binds your agency, and it names no provision of that law for some purpose: there your gateway can withdraw and correct nothing, and certify no erasure.",
    "Have the parties name one for each purpose in nationalProvisions of a new version, and sign that.",
  ],
  AGREEMENT_RETENTION_SHORT: [
    "warning",
    "Its ceiling of retention for a purpose is under 24 hours, which leaves no day of erasure: nothing can be sent for that purpose.",
    "safepassage agreement check names the purpose: have the parties set P1D or longer in a new version, and sign that.",
  ],
  AGREEMENT_OUTDATED: [
    "warning",
    "It does not admit the catalogue of this version: nothing is sent under it.",
    "safepassage agreement check says what the parties have to add and sign.",
  ],
  REGISTRY_MISSING: [
    "waiting",
    "The registry cannot be had from there now.",
    "Nothing, if its server or disk is away for a moment. Else look at the address or file, and ask the authority of the registry.",
  ],
  REGISTRY_COPY: [
    "warning",
    "No newer registry can be had from there now; the last good one is used.",
    "Look at the address or file, and ask the authority of the registry, before the copy is too old.",
  ],
  REGISTRY_STALE: [
    "waiting",
    "The registry is too old to be used: nothing is accepted or sent.",
    "Find out who does not sign it anew, or holds a newer one back.",
  ],
  ENDPOINT_MISSING: [
    "warning",
    "The registry has no address of your gateway: nobody can send to you.",
    "Give the authority of the registry the address that other agencies reach.",
  ],
  ENDPOINT_ELSEWHERE: [
    "warning",
    "Another gateway of your agency answers at the address that the registry has for it: what partners send goes there, and not here.",
    "If this one is no longer used, as after a move to another machine, stop it. If this one is the right one, stop the other, and have the authority of the registry change the address.",
  ],
  ENDPOINT_DIFFERS: [
    "warning",
    "The registry has another address of your gateway than the one it listens on.",
    "Change the port here, or have the authority of the registry change the address.",
  ],
  STATE_UNWRITABLE: [
    "mistake",
    "The program cannot write there.",
    "Let the user that runs the program own the folder: chown, then chmod 700.",
  ],
  KEYS_UNWRITABLE: [
    "mistake",
    "The program cannot write there: it makes keys, and destroys them.",
    "Let the user that runs the program own the folder: chown, then chmod 700.",
  ],
  STORE_HELD: [
    "waiting",
    "Another program works with this database now.",
    "Nothing, if it is a command that ends soon. Else find it and end it: one program at a time.",
  ],
  STORE_FULL: [
    "waiting",
    "The disk has no room: what can wait is neither taken in nor sent.",
    "Free space there: the last 16 MiB are kept for erasing, on a small disk a fortieth part. Where there is enough space, remove files: no more can be made. It goes on by itself.",
  ],
  OPEN_FILES_FEW: [
    "warning",
    "The system lets the program open fewer files than its connections need.",
    "Allow 2 × connections + 1,024 (LimitNOFILE of systemd, ulimit -n), or lower the connections.",
  ],
  PORT_IN_USE: [
    "mistake",
    "Another program listens there.",
    "End that program, or choose another port.",
  ],
  PORT_REFUSED: [
    "mistake",
    "The system lets this program not listen there.",
    "Choose a port above 1023, or give the program the right to use it.",
  ],
  ADDRESS_UNKNOWN: [
    "mistake",
    "This machine has no such address.",
    "Write an address of this machine, 127.0.0.1 behind a proxy, or 0.0.0.0 for all.",
  ],
  GATEWAY_RUNNING: [
    "mistake",
    "The gateway of this folder runs already.",
    "Ask it with safepassage gateway status FOLDER, or stop it first.",
  ],
  LISTEN_IN_CLEAR: [
    "warning",
    "Other machines reach it without TLS.",
    "Let it listen on 127.0.0.1 behind a proxy that has TLS, or give it certificates in /gateway/listen/tls.",
  ],
  ...CERTIFICATE_FINDINGS,
  CLOCK_IMPLAUSIBLE: [
    "waiting",
    "The clock of this machine has jumped, or the gateway was off for more than a week. Nothing is erased for its age.",
    "Look at a clock you trust, set the machine's right, then run safepassage gateway clock FOLDER --time with the time.",
  ],
  BACKUP_LATE: [
    "warning",
    "A backup is late: the next has not been made in time after the last.",
    "Run safepassage gateway backup, and see why it no longer runs by itself. Until then copies of keys may be kept longer than certificates of erasure say. If you now copy in another way, remove this file.",
  ],
  DATABASE_LOG_HELD: [
    "warning",
    "The log of the database is long, and grows: another program reads the database and does not end, or much was written during a backup.",
    "See whether safepassage gateway backup hangs, and end it; no other program may open the database. Then the log is cut within an hour.",
  ],
  DISK_LOW: [
    "warning",
    "Little room is left on this disk, or few more files can be made there.",
    "Free space there, or give it more. Where there is space, remove files.",
  ],
  OWN_FILE_UNWRITTEN: [
    "warning",
    "It cannot be written. The gateway goes on without it; its next start or a command may miss it.",
    "See that its disk has room, and that the program may write there. It is tried again.",
  ],
  LOG_UNWRITTEN: [
    "warning",
    "Lines of the log cannot be written: nobody can read there what happens.",
    "See that the disk of the log has room, and that the program runs which takes the log.",
  ],
  MEMORY_LOW: [
    "warning",
    "The program may have less than 600 MB of memory.",
    "Give it more, or lower /gateway/limits.",
  ],
} as const satisfies Readonly<Record<string, Told>>;
