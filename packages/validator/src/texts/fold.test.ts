import { valueSchema } from "@safepassage/schema";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { digitsOf, foldShapes, foldWords, withoutGlide } from "./fold.ts";

describe("foldWords", () => {
  it.each([
    ["Оксана", "Oksana"],
    ["Оксана", "OXANA"],
    ["Юлия", "Yuliya"],
    ["Љубица Његош", "Ljubica Njegoš"],
    ["Єлизавета Матвієнко", "Yelyzaveta Matviienko"],
    ["Єва Лєвшина", "Yeva Lievshyna"],
    ["Юлия", "Julija"],
    ["Мария", "Mariia"],
    ["Хрущёв", "Khrushchev"],
    ["Шевченко", "Ševčenko"],
    ["Γιώργος", "Giorgos"],
    ["Παπαδόπουλος", "Papadopoulos"],
    ["Ευαγγελία Μπάκα", "Evangelia Baka"],
    ["Παύλος Ευθυμίου", "Pavlos Efthymiou"],
    ["Ταϋγέτη", "Taygeti"],
    ["Άυλος", "Aylos"],
    ["Σταύρος Λάμπρου", "Stavros Lamprou"],
    ["Łukasz", "Lukasz"],
    ["Groß", "Gross"],
    ["Ŝťěpán", "Stepan"],
    ["Akɔsua", "Akosua"],
    ["Ɛsi", "Esi"],
    ["Ɗanƙande", "Dankande"],
    ["Əliyev", "Eliyev"],
    ["Oʻgʻlon", "Oglon"],
    ["Ħajjar", "Hajjar"],
    ["أحمد", "احمد"],
  ])("writes %s and %s the same", (one, other) => {
    expect(foldWords(one)).toEqual(foldWords(other));
    expect(foldWords(one)).not.toEqual([]);
  });

  it.each([
    ["Єва", "Eva"],
    ["Елена", "Yelena"],
    ["Elena", "Jelena"],
  ])("writes %s and %s the same without a glide", (one, other) => {
    expect(foldWords(one).map(withoutGlide)).toEqual(foldWords(other).map(withoutGlide));
  });

  it("cuts no word at a letter that a name may have in Latin", () => {
    const ofName = valueSchema("organisation.name");
    const letters = Array.from({ length: 0x1f00 }, (_, code) => String.fromCodePoint(code)).filter(
      (letter) => /\p{L}/u.test(letter) && ofName.safeParse(`A${letter}`).success,
    );
    expect(letters.length).toBeGreaterThan(800);
    for (const letter of letters)
      expect([letter, foldWords(`ma${letter}ri`).length]).toEqual([letter, 1]);
  });

  it("keeps words and their order, and knows no case", () => {
    expect(foldWords("Anna-Lena O’Neil 12")).toEqual(["ana", "lena", "o", "neil", "12"]);
    expect(foldWords("سلام ქეთი ʬb")).toEqual(["سلام", "ქეთი", "ʬb"]);
    const letters = fc.string({ unit: fc.constantFrom(..."aBéßÑоксаЁΩώ -'1２") });
    fc.assert(
      fc.property(letters, (text) => {
        expect(foldWords(text.toUpperCase())).toEqual(foldWords(text.toLowerCase()));
        for (const word of foldWords(text)) expect(word).toMatch(/^[a-z0-9]+$/);
      }),
    );
  });

  it("tells different names apart", () => {
    const names = [
      "Oksana",
      "Olena",
      "Iryna",
      "Maria",
      "Marta",
      "Test",
      "Testa",
      "Petrov",
      "Petrova",
    ];
    expect(new Set(names.map((name) => foldWords(name).join(" "))).size).toBe(names.length);
  });
});

describe("foldShapes", () => {
  it.each([
    ["Оксана with Latin a and o", "Oкcaна".replace("O", "0"), "окcaна"],
    ["digits for letters", "0k54n4", "oksana"],
  ])("sees %s", (_, one, other) => {
    expect(foldShapes(one)).toEqual(foldShapes(other));
  });
});

it("finds the digits of a number, whatever stands between them and in whatever digits", () => {
  expect(digitsOf("+999 (555) 010-01")).toBe("99955501001");
  expect(digitsOf("１２３-４５")).toBe("12345");
});
