// Bulk exports that wait for two people, and asking for one. The receiver's key goes to the keyholder inside the signed
// statement, from whoever stands here: never from the service that asked.

import * as session from './session.js';
import { busy, closedTo, element, fail, inWords, signedIn } from './page.js';
import { line } from './requests.js';
import { say } from './words.js';

const MOST_DAYS = 13;
const DAY = 86_400_000;

function choice(waiting) {
  const label = document.createElement('label');
  label.className = 'check';
  const input = document.createElement('input');
  input.type = 'radio';
  input.name = 'export';
  input.value = waiting.export;
  const words = document.createElement('div');
  const charts = waiting.charts === 1 ? say('1 chart', '1 dossier') : say(`${waiting.charts} charts`, `${waiting.charts} dossiers`);
  words.append(line('strong', `${waiting.name} (${waiting.client}) · ${charts}`));
  const what = waiting.types.length > 0 ? waiting.types.join(', ') : waiting.scope;
  const details = [
    say(`Of these: ${what}`, `De ceux-ci : ${what}`),
    waiting.since > 0 ? say(`Changed since ${inWords.moment(waiting.since)}`, `Modifiés depuis le ${inWords.moment(waiting.since)}`) : '',
    waiting.system ? say('With the provider’s own chart', 'Avec le dossier de l’organisme') : '',
    say(`Asked ${inWords.moment(waiting.asked)}`, `Demandé le ${inWords.moment(waiting.asked)}`),
  ].filter(Boolean);
  for (const detail of details) words.append(line('p', detail, 'quiet'));
  label.append(input, words);
  return label;
}

/** The end of the chosen day, here; NaN when none is chosen. */
function until() {
  const [year, month, day] = element('until').value.split('-').map(Number);
  return new Date(year, month - 1, day, 23, 59, 59).getTime();
}

function wrong() {
  const now = Date.now();
  const checks = {
    waiting: document.querySelector('input[name="export"]:checked') ? '' : say('Choose one.', 'Choisissez-en une.'),
    recipient: /^age1[02-9ac-hj-np-z]{58}$/.test(element('recipient').value.trim()) ? '' : say('This is no such key: age1 and 58 small letters and digits.', 'Ce n’est pas une telle clé : age1 et 58 lettres minuscules et chiffres.'),
    until: until() > now && until() <= now + (MOST_DAYS + 1) * DAY ? '' : say(`Choose a day from today to ${MOST_DAYS} days ahead.`, `Choisissez un jour d’aujourd’hui à ${MOST_DAYS} jours d’ici.`),
    reason: element('reason').value.trim().length >= 10 ? '' : say('Say it in 10 characters at least.', 'Dites-le en au moins 10 caractères.'),
  };
  for (const [field, problem] of Object.entries(checks)) {
    element(`${field}-error`).textContent = problem;
    const input = element(field);
    if (input.matches('input, textarea')) input.toggleAttribute('aria-invalid', Boolean(problem));
  }
  const first = Object.keys(checks).find(field => checks[field]);
  if (first) (first === 'waiting' ? document.querySelector('input[name="export"]') : element(first))?.focus();
  return Boolean(first);
}

async function ask(event) {
  event.preventDefault();
  if (wrong()) return;
  await busy(element('ask-go'), async () => {
    try {
      const chosen = document.querySelector('input[name="export"]:checked').value;
      await session.post('/propose', 'propose', { kind: 'export', payload: { export: chosen, recipient: element('recipient').value.trim(), until: until(), reason: element('reason').value.trim() } });
      element('problem').replaceChildren();
      const notice = document.createElement('div');
      notice.className = 'notice good';
      notice.append(line('p', say('Asked. It begins when another person approves it on the watch, who reads the key’s fingerprint there.', 'Demandé. L’exportation commence quand une autre personne l’approuve à la vigie, où l’empreinte de la clé est affichée.')));
      element('done').replaceChildren(notice);
      element('ask').reset();
      await list();
    } catch (error) {
      fail(element('problem'), error);
    }
  });
}

async function list() {
  const { exports } = await session.post('/exports', 'exports');
  element('waiting').replaceChildren(...exports.map(choice));
  element('ask').hidden = exports.length === 0;
  element('nothing').hidden = exports.length > 0;
}

const me = await signedIn();
if (closedTo(me.person)) {
  fail(element('problem'), new session.Refused(403, 'NOT_ALLOWED', say('This page is for the privacy officer and the administrator.', 'Cette page est réservée à la protection de la vie privée et à l’administration.')));
} else {
  element('ask').addEventListener('submit', ask);
  try {
    await list();
  } catch (error) {
    fail(element('problem'), error);
  }
}
