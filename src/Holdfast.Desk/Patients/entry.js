// Reading what people type about a person: dates, health numbers. The keyholder checks all of it again.

import { say } from '/_content/Holdfast.Ui/words.js';

export { complain, settle } from '/_content/Holdfast.Ui/fields.js';

/** A birth date in any usual way of writing year, month, day → YYYY-MM-DD; undefined when it is none. */
export function birthDate(text) {
  const parts = /^\s*(\d{4})[-/. ]?(\d{1,2})[-/. ]?(\d{1,2})\s*$/.exec(text);
  if (!parts) return undefined;
  const [year, month, day] = parts.slice(1).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1880 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || date.getTime() > Date.now()) return undefined;
  return date.toISOString().slice(0, 10);
}

export const ONTARIO = 'https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn';

/** A health number as typed, of one province's system → {number, version} or {complaint}. Only Ontario's rules are checked. */
export function healthNumber(text, system) {
  const typed = text.toUpperCase().replaceAll(/[\s-]/g, '');
  if (system !== ONTARIO) {
    return /^[A-Z0-9]{4,20}$/.test(typed)
      ? { number: typed, version: '' }
      : { complaint: say('Enter the number as on the card: letters and digits.', 'Entrez le numéro comme sur la carte : lettres et chiffres.') };
  }
  const parts = /^(\d{10})([A-Z]{0,2})$/.exec(typed);
  if (!parts)
    return { complaint: say('An Ontario health number has ten digits, and up to two version letters after them.', 'Un numéro de carte Santé de l’Ontario a dix chiffres, suivis d’au plus deux lettres de version.') };
  const [, number, version] = parts;
  if (number[0] === '0' || !luhn(number))
    return { complaint: say(
      'One digit is mistyped or two are swapped: the check digit does not fit. Compare with the card.',
      'Un chiffre est erroné ou deux sont inversés : le chiffre de contrôle ne correspond pas. Comparez avec la carte.') };
  return { number, version };
}

/** What stands in the one box for reaching somebody → {telephone}, {postalCode} or {address}, or {complaint}. */
export function contact(text) {
  const typed = text.trim();
  const digits = typed.replaceAll(/\D/g, '').length;
  if (/^[A-Za-z]\d[A-Za-z][ -]?\d[A-Za-z]\d$/.test(typed)) return { postalCode: typed };
  if (/^\+?[\d\s().-]+$/.test(typed)) {
    return digits >= 7 ? { telephone: typed }
      : { complaint: say('Enter at least the last seven digits of the telephone number.', 'Entrez au moins les sept derniers chiffres du téléphone.') };
  }
  return digits > 0 && /\p{L}{2}/u.test(typed) ? { address: typed }
    : { complaint: say(
      'Enter a telephone number, a whole postal code such as K1N 5X8, or the house number with the street.',
      'Entrez un numéro de téléphone, un code postal entier comme K1N 5X8, ou le numéro avec la rue.') };
}

/** ISO/IEC 7812 check digit. */
export function luhn(digits) {
  const sum = [...digits].reverse().map(Number)
    .reduce((total, digit, place) => total + (place % 2 === 0 ? digit : digit * 2 > 9 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}
