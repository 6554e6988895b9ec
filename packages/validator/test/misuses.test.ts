import { expect, it } from "vitest";
import { validate } from "../src/index.ts";
import { readRuleCorpus, readScenarioCorpus } from "./corpus.ts";

/**
 * What the parts of version 3 are for, and how each could be misused. `accept` has no finding; otherwise each rule
 * that a row names has one.
 */
const TABLE = `
## A person in immediate danger
example | A hotline tells the police of its own country where a woman is held. | accept | | R82/own-police
example | The same to the police of another country. | accept | | R82/locked-in S19.2
example | She was reached, and wants no report. | reject | R85 | R85/objects S19.6
example | Her place, under the purpose of identifying her. | reject | R36 | R36/whereabouts-to-identify
example | Her telephone number, and no reason for it. | quarantine | R82 | R82/phone-without-reason S19.1
misuse | An officer asks where a woman is. | reject | R36 R66 | S19.5
misuse | An officer warns, to learn from the answer where she is. | reject | R36 | S19.4 R36/in-an-answer
misuse | A warning in place of a consent: seven days at most. | accept | | R15/warning-seven-days
misuse | It is kept for eight. | quarantine | R15 | R15/warning-eight-days
misuse | Nobody else looks at the warning within a day. | acceptWithWarnings | R68 | R68/warning-not-reviewed
misuse | The officer who warned looks at it himself. | acceptWithWarnings | R68 | R68/warning-reviewed-by-who-warned
misuse | Only her freedom is in danger, and vital interests are claimed. | quarantine | R82 | R82/freedom-as-vital-interest
misuse | It may be used against her stay. | quarantine | R75 | R75/warning-without-wall
misuse | It goes to an authority that decides on her stay. | reject | R03 R48 | R48/warning-to-immigration R48/warning-to-asylum
misuse | A file of nine persons, called a warning. | quarantine | R82 | R82/nine-persons

## Judicial orders
example | A prosecutor asks a provider abroad who holds an account. | accept | | R80/prosecutor S20.1
example | A court has a victim heard by video, and names her. | accept | | S20.5
example | The order names no account. | reject | R80 | R80/identifier-missing S20.2
example | Police send what a judge validated for another account. | reject | R01 R87 | S20.3
misuse | Police claim that a judge ordered it, and show nothing. | reject | R01 | R01/police-claim-order
misuse | Police rest an order on a token that does not verify. | reject | R87 | R87/not-verified
misuse | A prosecutor orders traffic data, which is for a judge. | reject | R41 | R41/prosecutor-traffic
misuse | A prosecutor orders content data. | reject | R41 | R41/prosecutor-content S06.2

## A presumed child
example | She says that she is 19, and an assessment outweighs it. | accept | | R67/presumption-declared S30.1
example | A checked passport shows an adult. | reject | R67 | R67/presumption-documented S30.2
example | Her name, and nobody has assessed her age. | reject | R01 | R01/presumed-child-not-assessed S30.4
misuse | A passport that is not hers makes her an adult: it is contested. | acceptWithWarnings | R12 | R67/presumption-contested S30.3
misuse | A forged passport makes her an adult: it counts for nothing. | accept | | R67/presumption-forged-agreed

## Who stands up for a child
example | Police tell police the name of a child victim. | accept | | R37/investigators S31.1
example | The agreement does not name the field for them. | reject | R01 R37 | R37/investigators-not-explicit S31.2
example | A service tells police her name, on the word of the child. | reject | R37 | R37/own-consent S31.3
misuse | No reason for the name itself. | reject | R01 R37 | R37/investigators-no-reason
misuse | One reason for everything that is most sensitive. | reject | R01 | R01/one-reason-for-everything
misuse | Reasons of their own are none for everything. | accept | | R01/four-reasons
misuse | Anybody is named as her guardian. | reject | R37 R86 | R37/guardian-not-listed R37/supported-by-police

## Alerts
example | A missing child of 15. | accept | | R39/child-of-15 S32.1
example | A missing woman of 24 in the alert for children. | reject | R39 | R39/woman-of-24 S32.3
example | An adult who is to be protected, in the alert for children. | reject | R39 | R39/woman-to-be-protected
example | A child at risk, in the form of the Schengen Information System. | accept | | R39/sis-one-child S32.4
example | A child and an adult companion in that form. | reject | R39 | R39/sis-companion S32.5
example | An adult under a kind that is for children. | reject | R39 | R39/sis-adult S32.6
misuse | A wanted adult rides on the alert of somebody else. | reject | R39 | R39/adult-and-another S32.6
example | A vulnerable adult, whom a court protects, with name and photograph. | accept | | S33.1 R40/reporter-checked
example | A service opens such an alert. | reject | R03 | R03/adult-alert-of-service S33.2
example | Her telephone number in the form that has no room for it. | reject | R39 | R39/adult-sis-phone S33.3
misuse | Whoever she fled from reports her missing. | reject | R40 | R40/reporter-suspected S33.4
misuse | Nobody has checked who reported her. | reject | R40 | R40/reporter-not-checked
misuse | Her family learns where she is. | acceptWithWarnings | R40 | R40/reporter-told-more
misuse | Her family learns that the alert is deleted, and nothing else. | accept | | R40/reporter-told

## Fields of every day
example | A service tells another her telephone number and birth date, as she agreed. | accept | | R01/referral-phone-and-birth
example | How she travels, where she agreed to contact only. | reject | R01 | R01/referral-arrival-not-consented
example | The place of an offence where she may still be. | reject | R36 | R36/scene-unknown
misuse | A suspect consents in her place. | reject | R32 | R32/suspect
misuse | Consent opens her telephone number, and the parties did not name it. | reject | R01 | R01/referral-phone-no-row
misuse | A service bound by United States law tells her number on a spoken consent. | reject | R34 | R34/phone-of-funded-service

## Legal bases
example | Police refer her by a directive, and the agreement names the law behind it. | accept | | R06/law-of-the-union
example | Police ask police on a treaty alone. | reject | R04 | R04/treaty-alone
example | The agreement names no law behind the directive. | reject | R06 | R06/directive-alone
misuse | A law is cited that the parties did not sign. | reject | R04 | R04/not-agreed
misuse | The parties signed it for another purpose. | reject | R04 | R04/agreed-for-other-purpose
example | A service reports a workplace, and has weighed the interests. | accept | | R81/weighed
example | An inspectorate claims an interest of its own. | reject | R81 | R81/public-authority
example | A child is reported, and nobody considered that. | reject | R81 | R81/child-not-considered
misuse | A service leaves consent aside, and tells her name. | reject | R01 | R81/opens-no-name
example | A data protection authority supervises the police. | accept | | R04/supervisor-under-the-gdpr
example | It claims the powers of the police. | reject | R04 | R04/supervisor-processing
misuse | A service poses as supervisor. | reject | R04 | R04/service-as-supervisor

## Exchanges that go on and end
example | A correction in a closed exchange. | accept | | R74/correction-after-closing
example | An update in a closed exchange. | reject | R74 | R74/update-after-closing S18.6
example | A service tells police that she is in its care, without her consent. | reject | R01 | R01/feedback-betrays
misuse | An exchange is closed to escape a duty: it remains. | accept | | R74/recall-after-closing R74/answer-still-owed S18.7 S37.7
misuse | Feedback betrays a client: that she was lost sight of. | reject | R01 | R01/feedback-lost
example | A review in time keeps a file beyond its day. | acceptWithWarnings | R16 | R16/kept-after-review S37.8
example | The source said until when it may be kept. | reject | R16 | R16/retain-until
example | Longer than the parties agreed. | reject | R15 | R15/agreed-half-a-year
misuse | Reviews by routine: no ground, or nobody who answers for it. | reject | R16 | R16/no-ground R16/no-officer
misuse | A review to excuse what was due already. | reject | R16 | R16/reviewed-late S37.9

## Persons in two roles
example | Suspect and victim of one event go to a third State. | accept | | R28/suspect-and-victim S34.6
example | Two persons whom no event joins. | reject | R28 | R28/two-cases S34.7
example | Nine persons of one event. | reject | R28 | R28/nine-persons
misuse | A firm that both have to do with is called one case. | reject | R28 | R28/joined-by-a-place
example | A prosecutor tells a court that a suspect is a victim too. | accept | | R07/dual-to-court
example | Police tell police. | reject | R07 | R07/dual-to-police
example | Police tell an inspectorate that cannot spare her a penalty. | reject | R07 | R07/dual-to-labour-inspectorate
misuse | They tell an authority that decides on her stay. | reject | R07 R48 | R07/dual-to-immigration
misuse | That authority may spare her a penalty: the wall stands all the same. | reject | R48 | R07/dual-to-immigration-with-flag

## Searches and data that come back
example | An urgent search for one abducted woman, before anybody authorised it. | accept | | R51/victim S38.1
example | The same for two at once. | reject | R51 | R51/two-victims S38.3
example | The authorisation was asked for 36 hours after the search began. | reject | R51 | R51/victim-36-hours S38.6
misuse | Urgency as a habit: nothing is said to be urgent. | reject | R51 | R51/victim-not-urgent
misuse | A result is used before its authorisation is decided. | acceptWithWarnings | R51 | R51/victim-urgent R51/suspect-requested
misuse | A result is sent, or kept, though authorisation was refused. | reject | R51 | R51/rejected R51/not-erased
example | A financial intelligence unit returns what another unit gave it. | accept | | R47/back
example | It goes to the police of that State. | reject | R47 | R47/back-to-police
example | It goes to the unit of a third State. | reject | R47 | R47/to-a-third-unit
misuse | It is said to return to a unit that never had it. | reject | R47 | R47/one-of-two R47/third-unit

## Small rules
example | An assessment of age gives a year. | accept | | R54/assessed-year
example | It gives a day, or a month. | reject | R54 | R54/assessed-day R54/assessed-month
example | A reference that was drawn at random. | accept | | R53/random-reference
example | A reference that tells a name, a place or a case. | reject | R53 | R53/words-of-a-case R53/case-of-words
`;

const rows = TABLE.split("\n").flatMap((row) => {
  const [kind, says, verdict, rules, lines] = row.split("|").map((cell) => cell.trim());
  return lines === undefined
    ? []
    : [{ kind, says, verdict, rules: words(rules), lines: words(lines) }];
});

const corpus = new Map([
  ...readScenarioCorpus().map((line) => [line.id, line] as const),
  ...[...readRuleCorpus().values()].flat().map((line) => [line.id, line] as const),
]);

it.each(rows)("$kind: $says", ({ verdict, rules, lines }) => {
  expect(lines).not.toEqual([]);
  for (const id of lines) {
    const line = corpus.get(id);
    if (line === undefined) throw new Error(`no line ${id} in the corpus`);
    const judgement = validate(line.input);
    const found = judgement.findings.map(({ rule }) => rule);
    expect([id, judgement.verdict]).toEqual([id, verdict]);
    if (rules.length === 0) expect([id, ...found]).toEqual([id]);
    else expect([id, ...found]).toEqual(expect.arrayContaining([id, ...rules]));
  }
});

it("shows each row once, and examples and misuses of every part", () => {
  expect(new Set(rows.map(({ says }) => says)).size).toBe(rows.length);
  const parts = TABLE.split("## ").slice(1);
  for (const part of parts) expect(part).toMatch(/^example \| /m);
  const unmisused = parts.filter((part) => !/^misuse \| /m.test(part));
  expect(unmisused.map((part) => part.split("\n")[0])).toEqual(["Small rules"]);
});

function words(text = ""): readonly string[] {
  return text.split(" ").filter((word) => word !== "");
}
