// What this browser runs on, in the words of whoever holds it. A hint for its own person ("which of these is lost?"); nothing
// is decided by it.

import { say } from './words.js';

const DEVICES = [
  [/iPhone/, 'iPhone'], [/iPad/, 'iPad'], [/Android/, say('Android phone', 'Téléphone Android')], [/Macintosh/, 'Mac'],
  [/Windows/, say('Windows computer', 'Ordinateur Windows')], [/CrOS/, 'Chromebook'],
  [/Linux/, say('Linux computer', 'Ordinateur Linux')],
];
const BROWSERS = [[/Edg\//, 'Edge'], [/Firefox\/|FxiOS/, 'Firefox'], [/SamsungBrowser/, 'Samsung'], [/Chrome\/|CriOS/, 'Chrome'], [/Safari\//, 'Safari']];

function named(list) {
  return list.find(([pattern]) => pattern.test(navigator.userAgent))?.[1];
}

export function deviceName() {
  return named(DEVICES) ?? say('This computer', 'Cet ordinateur');
}

/** At most 64 characters. */
export function deviceHint() {
  return [named(DEVICES) ?? say('Computer', 'Ordinateur'), named(BROWSERS)].filter(Boolean).join(' · ');
}
