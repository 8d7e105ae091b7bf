// Plan visits: one patient, one person, a simple weekly pattern; or a standing place on a care team.

import { post } from '/_content/Holdfast.Ui/session.js';
import { busy, closedTo, element, fail, inWords, signedIn } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';
import { complain, settle } from '/scripts/entry.js';
import { wireFind } from '/scripts/find-form.js';
import { fillStaff } from '/scripts/staff.js';

/** What one statement holds (docs/KEYS.md). */
const MOST_ITEMS = 500;

const form = element('plan-form');
const error = element('error');
let patient;

const kind = () => form.querySelector('[name="kind"]:checked').value;

function midnight(value) {
  const [year, month, day] = value.split('-').map(Number);
  return new Date(year, month - 1, day);
}

function isoDay(date) {
  return [date.getFullYear(), String(date.getMonth() + 1).padStart(2, '0'), String(date.getDate()).padStart(2, '0')].join('-');
}

/** Start and end of every visit of the pattern, by the calendar of this device (so a change of the clock moves nothing). */
export function pattern({ from, until, weekdays, at, minutes }) {
  const [hour, minute] = at.split(':').map(Number);
  const visits = [];
  const last = midnight(until);
  for (const day = midnight(from); day <= last && visits.length <= MOST_ITEMS; day.setDate(day.getDate() + 1)) {
    if (!weekdays.includes(day.getDay())) continue;
    const start = new Date(day.getFullYear(), day.getMonth(), day.getDate(), hour, minute).getTime();
    visits.push({ start, end: start + minutes * 60_000 });
  }
  return visits;
}

function planned() {
  const [from, until] = [element('from').value, element('until').value];
  if (!from || !until || until < from) return [];
  if (kind() === 'team') {
    const end = midnight(until);
    return [{ start: midnight(from).getTime(), end: end.setDate(end.getDate() + 1) }];
  }
  const weekdays = [...form.querySelectorAll('[name="weekday"]:checked')].map(box => Number(box.value));
  return pattern({ from, until, weekdays, at: element('at').value || '09:00', minutes: Number(element('minutes').value) });
}

function preview() {
  for (const part of form.querySelectorAll('[data-kind]')) part.hidden = part.dataset.kind !== kind();
  const visits = planned();
  const words = element('preview');
  if (visits.length === 0) {
    words.textContent = say('No day fits yet: choose dates and weekdays.', 'Aucun jour pour l’instant : choisissez des dates et des jours.');
  } else if (kind() === 'team') {
    words.textContent = say(
      `May open this chart from ${inWords.date(visits[0].start)} until the end of ${inWords.date(visits[0].end - 1)}.`,
      `Peut ouvrir ce dossier du ${inWords.date(visits[0].start)} à la fin du ${inWords.date(visits[0].end - 1)}.`);
  } else {
    const [first, last] = [inWords.date(visits[0].start), inWords.date(visits.at(-1).start)];
    words.textContent = visits.length === 1
      ? say(`1 visit, on ${first}.`, `1 visite, le ${first}.`)
      : say(`${visits.length} visits, from ${first} to ${last}.`, `${visits.length} visites, du ${first} au ${last}.`);
  }
}

function choose(chosen) {
  patient = chosen;
  element('chosen-name').textContent = chosen.name;
  element('chosen').hidden = false;
  element('choosing').hidden = true;
  element('found').replaceChildren();
  element('chosen-name').focus();
}

function plan() {
  const [person, from, until, at] = ['person-id', 'from', 'until', 'at'].map(element);
  settle(person, from, until, at);
  error.replaceChildren();
  if (!patient) {
    element('find-name').focus();
    return complain(element('find-name'), say('First choose the patient.', 'Choisissez d’abord le patient.'));
  }
  if (!person.value) return complain(person, say('Choose who.', 'Choisissez qui.'));
  if (!from.value) return complain(from, say('Choose the first day.', 'Choisissez le premier jour.'));
  if (!until.value || until.value < from.value) return complain(until, say('Choose a last day that is not before the first.', 'Choisissez un dernier jour qui n’est pas avant le premier.'));
  const visits = planned();
  if (visits.length === 0) return complain(until, say('No chosen weekday lies between these days.', 'Aucun jour choisi ne tombe entre ces dates.'));
  if (visits.length > MOST_ITEMS)
    return complain(until, say(`At most ${MOST_ITEMS} visits at once: choose an earlier last day.`, `Au plus ${MOST_ITEMS} visites à la fois : choisissez un dernier jour plus tôt.`));
  const items = visits.map(({ start, end }) => ({ person: person.value, chart: patient.chart, healthNumber: null, kind: kind(), start, end }));
  return busy(element('plan'), async () => {
    try {
      const { assigned } = await post('/assign', 'assign', { items });
      if (assigned === 0) complain(person, say('Nothing was planned: somebody else enters one’s own schedule.', 'Rien n’a été planifié : on ne saisit pas son propre horaire.'));
      else done(assigned);
    } catch (problem) {
      fail(error, problem);
    }
  });
}

function done(assigned) {
  const notice = document.createElement('p');
  notice.className = 'notice good';
  notice.setAttribute('role', 'status');
  notice.tabIndex = -1;
  const who = element('person-id').selectedOptions[0].textContent;
  notice.textContent = kind() === 'team'
    ? say(`${who} is on the care team of ${patient.name}.`, `${who} fait partie de l’équipe de soins de ${patient.name}.`)
    : say(`${assigned} planned: ${patient.name}, by ${who}.`, `${assigned} planifiée(s) : ${patient.name}, par ${who}.`);
  element('planned').replaceChildren(notice);
  notice.focus();
}

const { person } = await signedIn();
if (!closedTo(person)) {
  const today = new Date();
  element('from').value = isoDay(today);
  element('until').value = isoDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() + 27));
  element('at').value = '09:00';
  form.addEventListener('input', preview);
  form.addEventListener('submit', event => { event.preventDefault(); plan(); });
  element('choose-again').addEventListener('click', () => {
    patient = undefined;
    element('chosen').hidden = true;
    element('choosing').hidden = false;
    element('find-name').focus();
  });
  wireFind(element('found'), element('find-error'), choose);
  preview();
  await fillStaff(element('person-id'), error, 'nurse');
}
