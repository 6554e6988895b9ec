import { type ErrorDetails, type ErrorEntry, errorRows, ProtocolError } from "@safepassage/core";

/** Codes of {@link AgencyError}. Codes from the time when they belonged to the gateway keep their names. */
export const AGENCY_ERRORS = {
  ...errorRows("caller", "gateway#limits", {
    GATEWAY_BODY_TOO_LARGE:
      "The body of the request is larger than the limit. Send one message in a request, and fewer groups in one message.",
  }),
  ...errorRows("caller", "gateway-sending#submitting", {
    GATEWAY_IDEMPOTENCY_KEY_REUSED:
      "The idempotency key was used for another request. Use a key of its own for each request. Nothing was done for this one.",
    GATEWAY_IDEMPOTENCY_KEY_ERASED:
      "The message of this idempotency key is erased, and is not sent again. Do not repeat it. For another message use a key of its own; nothing was done for this one.",
    GATEWAY_RECIPIENT_UNKNOWN:
      "The recipient is not another agency of the registry with an address there. Check the entity id, and that the recipient has registered its gateway. It cannot be your own agency. If it has left the exchange, or is suspended, tell it in another way.",
    GATEWAY_AGREEMENT_UNKNOWN:
      "No agreement held here has this id, counts now and names both parties. It may have ended, have a signature that counts no more, or be replaced by a version that leaves one of you out: have your operator run safepassage gateway check. If it is not here, put it beside the others of your agency, signed by all parties.",
    GATEWAY_AGREEMENT_OUTDATED:
      "The agreement does not admit the catalogue of this program, or no version of the protocol that it has, so nothing is sent under it. Ask safepassage agreement check what the parties have to add, and have all of them sign that.",
    GATEWAY_MESSAGE_REPLACED:
      "The draft names a message that was signed again under another digest. Look that up in replacedBy of the message, and name it too. Nothing was sent.",
    GATEWAY_DRAFT_REFUSED:
      "The recipient would refuse this message, so it was not sent. Mend what the findings name, or have the draft minimised.",
  }),
  ...errorRows("caller", "gateway-receiving#quarantine", {
    GATEWAY_QUARANTINE_FULL:
      "The recipient holds, or got within a day, as many faulty emergencies of this sender as it may. Warn the recipient another way now. Then mend the messages that wait there: send them again, sound.",
  }),
  ...errorRows("caller", "gateway#local-routes", {
    GATEWAY_MESSAGE_UNKNOWN:
      "No message of this digest is held here. Use the digest that the log named, or that was returned when the message was submitted.",
    GATEWAY_MESSAGE_RECEIVED:
      "This agency received this message, and did not send it. Only its sender can correct it, withdraw it, recall it, or review its warning. If what it says is wrong, tell the sender: answer it with a qualityNotice. To have it erased here, review it.",
  }),
  ...errorRows("caller", "gateway-sending#warnings", {
    GATEWAY_REVIEW_NOT_INDEPENDENT:
      "What was sent is reviewed by somebody else than who composed or sent it, known for sure: assurance 2 or 3. Let a second officer look at it and record the review.",
  }),
  ...errorRows("caller", "gateway-correcting#corrections", {
    GATEWAY_CORRECTION_UNDECIDED:
      "An earlier correction of this message is not decided yet. Wait until its recipient has decided, then send this one again. If its recipient never says, have the message erased and send it anew.",
    GATEWAY_CORRECTION_PLACE_UNKNOWN:
      "The message has no value at a place that the correction names. Name a value that it has now: issues says which place is wrong. Nothing was sent or erased.",
  }),
  ...errorRows("caller", "agreements#national-law", {
    GATEWAY_DUTY_UNKNOWN:
      "The catalogue has no duty to correct or erase for the law that binds this agency, and the agreement names none. Have its parties sign a version whose nationalProvisions name the provision of your law for this purpose. Until then tell the recipient in another way.",
  }),
  ...errorRows("caller", "gateway-erasure#erasure", {
    GATEWAY_WITHDRAWAL_IMPOSSIBLE:
      "No message that anybody may hold rests on this consent alone: it has another basis too, its erasure is certified, or its day is over. Name a message that its recipient may hold, and a consent it rests on; or the consent record itself, for all that was sent on it.",
  }),
  ...errorRows("caller", "consent#how-far-a-withdrawal-reaches", {
    GATEWAY_WITHDRAWAL_RECORD_UNKNOWN:
      "It is not known on which consent record the message was sent: an earlier version of this gateway sent it, another agency holds the record, or it was erased before it was sent. Nothing was withdrawn. Withdraw without everywhere, find the other messages about the person, and withdraw each.",
  }),
  ...errorRows("caller", "gateway-erasure#review", {
    GATEWAY_REVIEW_IMPOSSIBLE:
      "The review cannot keep the message so. Decide before the day of erasure is over, state a day and a ground, and stay within what purpose, agreement and source permit. What rests on consent alone is not kept.",
    GATEWAY_QUARANTINE_UNREAD:
      "The message is in quarantine, and neither of the two roles has read it. Have the duty officer or the protection officer read it: somebody may be in danger. Then it can be erased.",
  }),
  ...errorRows("caller", "gateway-store-lost#sending-again", {
    GATEWAY_RESEND_IMPOSSIBLE:
      "This message cannot be sent again. Only one can that its recipient has signed to have taken in, that nobody has asked to erase, and whose delivery deadline is not over. If its recipient needs it still, write it anew.",
  }),
  ...errorRows("peer", "gateway-sending#outbox", {
    GATEWAY_RECEIPTS_MISSING:
      "The recipient's answer holds no receipt of this message. Wait for the next attempt; if it stays so, tell the recipient's operator.",
    GATEWAY_PEER_REASON_UNKNOWN:
      "The recipient gives a reason that this version does not know. Its receipt is kept as it was signed. Ask the recipient's operator what it means; a newer version of this program may know it.",
    GATEWAY_PEER_UNREACHABLE:
      "The recipient's gateway did not answer. Wait for the next attempt; if it stays so, tell the recipient's operator.",
    GATEWAY_PEER_ANSWER_FOREIGN:
      "What answers at the recipient's address is not its gateway. Tell the recipient's operator: a proxy there may have no gateway behind it, refuse large bodies or many requests, ask for another client certificate, or hand out a page of its own. The message is tried again until its deadline.",
    GATEWAY_SIGNATURE_REFUSED:
      "The recipient's gateway does not take the signature of our requests. Compare the clocks, and our key and its address in the registry that each side holds. If these are the same, have its operator see that no proxy there changes requests. The message is tried again until its deadline.",
  }),
  ...errorRows("peer", "transport#connections", {
    GATEWAY_PEER_CERTIFICATE_OVER:
      "The TLS certificate of the recipient's gateway has expired. Tell the recipient's operator to put a new one in its place. The message is tried again until its deadline.",
    GATEWAY_PEER_CERTIFICATE_NOT_YET:
      "The TLS certificate of the recipient's gateway is not valid yet. Look at the clock of this machine; if it is right, tell the recipient's operator. The message is tried again until its deadline.",
    GATEWAY_PEER_CERTIFICATE_OTHER_NAME:
      "The TLS certificate of the recipient's gateway is not for the name that the registry has for it. Tell the recipient's operator. The message is tried again until its deadline.",
    GATEWAY_PEER_CERTIFICATE_UNTRUSTED:
      "The TLS certificate of the recipient's gateway comes from nobody whom this machine trusts. If it is from an authority of the recipient's own, have NODE_EXTRA_CA_CERTS name its file; else tell the recipient's operator. The message is tried again until its deadline.",
    GATEWAY_CLIENT_CERTIFICATE_REFUSED:
      "The recipient's gateway asks for a client certificate, and takes none that this gateway shows. Ask the recipient's operator whose certificates it admits, and name one of these in /gateway/client of agency.json. The message is tried again until its deadline.",
  }),
  ...errorRows("caller", "transport#client-certificates", {
    GATEWAY_CLIENT_CERTIFICATE_MISSING:
      "The gateway asks for a client certificate, and none was shown. Show one of the authorities that its operator names, beside the signature of the request.",
    GATEWAY_CLIENT_CERTIFICATE_OVER:
      "The client certificate has expired, or is not valid yet. Show one that holds now, and compare the clocks.",
    GATEWAY_CLIENT_CERTIFICATE_UNTRUSTED:
      "The client certificate comes from no authority that the gateway admits, or is not made for clients. Show one of the authorities that its operator names.",
    GATEWAY_CLIENT_CERTIFICATE_DIFFERS:
      "The client certificate is not that of the agency that signed the request. Show one that has your entity id, or the host of your address in the registry, among its names.",
  }),
  ...errorRows("caller", "gateway-sending#outbox", {
    GATEWAY_RECIPIENT_CHANGED:
      "By the registry the recipient is another agency now than when the message was signed. It is not sent. Write it anew: then it is judged whether that agency may have it.",
  }),
  ...errorRows("peer", "transport#what-is-taken-in-within-a-day", {
    GATEWAY_INTAKE_FULL:
      "The recipient takes no more of one partner within 24 hours. The message is tried again until its deadline. If it is urgent, tell the recipient another way. Ask why so much is sent, and the recipient's operator for more room.",
  }),
  ...errorRows("caller", "gateway-sending#another-catalogue", {
    GATEWAY_PROFILE_CHANGED:
      "The message waited for its delivery while the catalogue changed, and it may not be sent under the new one as it is. It was not sent. Prepare it again, and submit what may be sent.",
  }),
  ...errorRows("peer", "gateway-sending#another-catalogue", {
    GATEWAY_PROFILE_DIFFERS:
      "The recipient judges by another catalogue than this program, and has not taken the message. Install the newest version here. If it is installed, tell the recipient's operator. The message is tried again until its deadline.",
  }),
  ...errorRows("self", "gateway#starting", {
    GATEWAY_REGISTRY_MISSING:
      "The gateway has no registry of agencies yet. Try again later; the operator should check that the registry can be reached.",
    GATEWAY_REGISTRY_CERTIFICATE_WRONG:
      "The TLS certificate of the registry's address has expired, is not valid yet, is for another name, or comes from nobody whom this machine trusts. If it is from an authority of its own, have NODE_EXTRA_CA_CERTS name the file of that authority, here and where the gateway starts. Else look at the clock of this machine, and ask the authority of the registry for a certificate that holds.",
  }),
  ...errorRows("self", "transport#checks", {
    GATEWAY_ADDRESS_UNKNOWN:
      "The registry lists no address for this gateway, so it cannot tell whether a request is for it. Try again later; the operator should have the address registered.",
  }),
  ...errorRows("self", "gateway#age-of-the-registry", {
    GATEWAY_REGISTRY_STALE:
      "The gateway's registry of agencies is too old to be used. Try again later; the operator should check that the registry can be reached and is signed anew.",
  }),
  ...errorRows("peer", "gateway-sending#time-of-receipts", {
    GATEWAY_RECEIPT_TIME_WRONG:
      "The receipt names a time at which it cannot have been made. Compare the clocks of both agencies, and tell the recipient's operator which one is wrong.",
  }),
  ...errorRows("peer", "gateway-sending#receipts-that-contradict-each-other", {
    GATEWAY_RECEIPTS_CONTRADICT:
      "The recipient has signed two things of one message that contradict each other. Ask the recipient's operator which of them holds. Until then what was taken first stays.",
  }),
  ...errorRows("self", "gateway#clock", {
    GATEWAY_CLOCK_IMPLAUSIBLE:
      "The clock of this machine has jumped, and nobody has confirmed it since. Set the clock right, then confirm it: with safepassage gateway clock --time if a gateway runs, else with safepassage maintain --time.",
  }),
  ...errorRows("caller", "gateway#clock", {
    GATEWAY_CLOCK_DIFFERS:
      "The clock of this machine shows another time than the one that was confirmed. Look at a clock you trust; set the machine's clock right first, then confirm the time.",
  }),
  ...errorRows("caller", "agency#folder", {
    AGENCY_FOLDER_EXISTS:
      "There is an agency or an exchange in this folder already. Name another folder. Nothing was changed: the keys in this one cannot be made again.",
    AGENCY_FOLDER_INVALID:
      "The folder of the agency lacks a file, or holds one that is not as it must be. Mend the file that is named, or make a new folder with: safepassage init agency.",
  }),
  ...errorRows("self", "gateway-store#store", {
    GATEWAY_STORE_INCOMPATIBLE:
      "The database is of another version, of another program or in another encoding, and was left as it is. Written by a later version: start that one, or restore a backup from before the upgrade. By an earlier one: start a version between first. By another program: name a database of the gateway's own in agency.json. In another encoding than UTF-8: make one in UTF-8, and bring a backup back into it.",
    GATEWAY_STORE_LINKED:
      "The file of the database has more than one name. Remove its other hard links, and make backups with safepassage gateway backup: each name would have a log of its own.",
    GATEWAY_STORE_POOLED:
      "A pooler before the database server lends a connection for one transaction, and the lock on the database needs one that lasts. Name the server itself in agency.json, or have the pooler keep a connection for each client (of pgbouncer: pool_mode = session).",
    GATEWAY_STORE_IN_USE:
      "The database is in use by another process. End the other process first: one program at a time works with a database.",
  }),
  ...errorRows("self", "gateway-postgres#settings", {
    GATEWAY_STORE_UNSAFE:
      "The database server may lose what it has confirmed. Have its administrator turn fsync on, and give each table of the gateway its log back (ALTER TABLE … SET LOGGED). Nothing was taken in or sent meanwhile. A gateway that runs goes on by itself; run a command again.",
  }),
  ...errorRows("self", "gateway-store-lost#lost-database", {
    GATEWAY_STORE_LOST:
      "The database is new, but its keys were used before. The database is lost or not mounted: mount it, or restore a backup. With PostgreSQL, see first that database in agency.json and search_path of the role lead where they did. Only to begin anew without all earlier messages, move the folder keys/contents away and keep it.",
    GATEWAY_STORE_MIXED:
      "The log beside the file (-wal) is that of another one, over which somebody has copied this file. Move the log and what ends in -shm away, and keep both: then the gateway goes on with what is in the file, and says what is lost. Or restore a backup. Nothing was changed.",
  }),
  ...errorRows("caller", "gateway-contents#backups", {
    GATEWAY_BACKUP_INVALID:
      "The file is no whole backup, or one of a later version. Nothing was changed. Take another backup; one of a later version is restored with the program that wrote it.",
    GATEWAY_BACKUP_UNWRITABLE:
      "The backup cannot be written there. Name a folder that you may write to, on a disk with room for it. No part of the backup is left.",
  }),
  ...errorRows("self", "gateway-contents#keys", {
    GATEWAY_KEYS_MISSING:
      "The keys that the contents of the database are encrypted with are not there. If keys is a volume of its own, see that it is mounted. Where key-encryption.key is missing, put your own copy of it into keys/contents: no backup has it. The other keys come back with safepassage gateway restore and --keys-from. Nothing was changed; do not make new keys, they open nothing.",
    GATEWAY_KEYS_DIFFER:
      "The keys here are not those that the contents of the database are encrypted with. Bring back the folder of keys that belongs to this database. Nothing was changed.",
    GATEWAY_KEYS_INCOMPLETE:
      "Contents of the database have no key, and no journal says that they were erased. Bring back the newest copy of the keys, with its journal. If that has no keys for them either, restore a copy of the database that is not newer than the keys. Nothing was changed.",
  }),
  ...errorRows("self", "gateway-store#officer-key", {
    GATEWAY_OFFICER_KEY_DIFFERS:
      "The officer key is not the one that this database is used with. See that agency.json names the database of this agency. If it does, put that key back from its copy: with another one nobody knows whom the messages that are held are about. Only if it is lost for good, go on with the one that is there: safepassage gateway keys FOLDER officer. Nothing was changed.",
  }),
  ...errorRows("caller", "api#four-eyes", {
    GATEWAY_APPROVAL_NEEDED:
      "The agreement asks that a second officer approves this message. Keep it as a draft in the gateway, and have an approver look at it there.",
    GATEWAY_APPROVAL_IDLE:
      "Nobody has to approve this draft: its agreement asks for no second officer, or it is a warning of danger, or corrects or answers one. Submit it.",
    GATEWAY_APPROVAL_OTHER:
      "What would be sent now is not what the second officer has approved. Look at it again, and have it approved again.",
    GATEWAY_APPROVAL_NOT_INDEPENDENT:
      "The officer who approves a message has composed it, now or at an earlier revision. Have another officer approve it, who has not worked on it.",
    GATEWAY_APPROVAL_ASSURANCE_TOO_LOW:
      "The agreement asks that officers are known more surely than the one who approves. Sign in again with the assurance that it asks for, and approve then, or have another officer approve it.",
  }),
  ...errorRows("self", "gateway-store#full-or-damaged-disk", {
    GATEWAY_STORE_FULL:
      "There is no room on the disk for this agency's data. Free space there; nothing was taken in or sent meanwhile. A gateway that runs goes on by itself; run a command again.",
    GATEWAY_STORE_UNREADABLE:
      "The database cannot be read or written. Check the disk, and that the program may use the file or server; if it is damaged, restore it from a backup.",
    GATEWAY_STORE_READ_ONLY:
      "The database takes no writes. Its server follows another one, or somebody has set it read-only, as hosting providers do near a full disk. Have host name the server that leads, or have that setting removed. Nothing was taken in or sent meanwhile. A gateway that runs goes on by itself; run a command again.",
    GATEWAY_STORE_REFUSED:
      "The database server has no such database, or does not let this role use all of it. Compare database, user and passwordFile of store in agency.json with what was made on the server; name authorities if it demands TLS. The role must own the tables, and no row security may hide rows. Nothing was taken in or sent meanwhile. A gateway that runs goes on by itself; run a command again.",
    GATEWAY_STORE_AWAY:
      "The database server cannot be reached, or does not do in time what it is asked. Check that it runs, that the network leads to it, that its certificate holds for host and is from authorities, that it has a connection free, and that nobody has locked the tables. Nothing was taken in or sent meanwhile. A gateway that runs goes on by itself; run a command again.",
  }),
} as const satisfies Record<string, ErrorEntry>;

export type AgencyErrorCode = keyof typeof AGENCY_ERRORS;

/** Thrown by everything in this package. See {@link AGENCY_ERRORS} for the codes. */
export class AgencyError extends ProtocolError<AgencyErrorCode> {
  constructor(code: AgencyErrorCode, message: string, options?: ErrorDetails) {
    super(code, AGENCY_ERRORS[code], message, options);
  }
}
