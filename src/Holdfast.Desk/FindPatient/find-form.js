// The search form, wherever it stands. Nothing typed here goes into an address or stays after the page.

import { post } from '/_content/Holdfast.Ui/session.js';
import { busy, element, fail, show } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';
import { ONTARIO, birthDate, complain, contact, healthNumber, settle } from '/scripts/entry.js';

/** Wires the form; results go to `found`. With `choose`, a patient is picked: choose({chart, name}). */
export function wireFind(found, error, choose) {
  const form = element('find-form');
  const by = () => form.querySelector('[name="find-by"]:checked').value;

  form.addEventListener('change', event => {
    if (event.target.name !== 'find-by') return;
    for (const part of form.querySelectorAll('[data-find]')) part.hidden = part.dataset.find !== by();
    form.querySelector(`[data-find="${by()}"] input`).focus();
  });
  for (const born of ['find-birth', 'find-contact-birth'])
    element(born).addEventListener('blur', event => { event.target.value = birthDate(event.target.value) ?? event.target.value; });

  form.addEventListener('submit', event => {
    event.preventDefault();
    const asked = { name: nameQuery, number: numberQuery, contact: contactQuery }[by()]();
    if (!asked) return;
    busy(element('find'), async () => {
      error.replaceChildren();
      try {
        const html = await post('/find', 'find', asked, { html: true });
        show(found, html);
        if (choose) offerChoice(found);
      } catch (problem) {
        found.replaceChildren();
        fail(error, problem);
      }
    });
  });

  if (choose) {
    found.addEventListener('click', event => {
      const chosen = event.target.closest('[data-choose]');
      if (chosen) choose({ chart: chosen.dataset.choose, name: chosen.dataset.name });
    });
  }
}

function offerChoice(found) {
  for (const part of found.querySelectorAll('[data-opening]')) part.hidden = true;
  for (const part of found.querySelectorAll('[data-choosing]')) part.hidden = false;
}

function nameQuery() {
  const name = element('find-name');
  const birth = element('find-birth');
  settle(name, birth);
  if (name.value.trim().length < 2)
    return complain(name, say('Enter at least two letters of the name.', 'Entrez au moins deux lettres du nom.'));
  const born = bornQuery(birth);
  return born === undefined ? undefined : { healthNumber: null, name: name.value.trim(), birthDate: born };
}

/** The birth date that is given; null when none is; undefined, and said at the field, when it is no date. */
function bornQuery(birth) {
  return birth.value.trim() === '' ? null : birthDate(birth.value)
    ?? complain(birth, say('This is not a date. Write year, month and day: 1942-07-31.', 'Ce n’est pas une date. Écrivez année, mois et jour : 1942-07-31.'));
}

function contactQuery() {
  const input = element('find-contact');
  const birth = element('find-contact-birth');
  settle(input, birth);
  const { complaint, ...typed } = contact(input.value);
  if (complaint) return complain(input, complaint);
  const born = bornQuery(birth);
  return born === undefined ? undefined : { healthNumber: null, name: null, birthDate: born, ...typed };
}

let insisted;

// A number that is not Ontario's may be another province's: pressing Find again searches for it as it stands.
function numberQuery() {
  const input = element('find-number');
  settle(input);
  const typed = input.value;
  const ontario = healthNumber(typed, ONTARIO);
  if (!ontario.complaint) return { healthNumber: ontario.number, name: null, birthDate: null };
  const other = healthNumber(typed, '');
  if (!other.complaint && insisted === typed) return { healthNumber: other.number, name: null, birthDate: null };
  insisted = typed;
  return complain(input, other.complaint ?? `${ontario.complaint} ${say(
    'Is it another province’s number? Press Find again.', 'Est-ce le numéro d’une autre province? Appuyez de nouveau sur Chercher.')}`);
}
