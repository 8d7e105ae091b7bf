// The search form, wherever it stands. Nothing typed here goes into an address or stays after the page.

import { post } from '/_content/Holdfast.Ui/session.js';
import { busy, element, fail, show } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';
import { ONTARIO, birthDate, complain, healthNumber, settle } from '/scripts/entry.js';

/** Wires the form; results go to `found`. With `choose`, a patient is picked: choose({chart, name}). */
export function wireFind(found, error, choose) {
  const form = element('find-form');
  const by = () => form.querySelector('[name="find-by"]:checked').value;

  form.addEventListener('change', event => {
    if (event.target.name !== 'find-by') return;
    for (const part of form.querySelectorAll('[data-find]')) part.hidden = part.dataset.find !== by();
    form.querySelector(`[data-find="${by()}"] input`).focus();
  });
  element('find-birth').addEventListener('blur', event => { event.target.value = birthDate(event.target.value) ?? event.target.value; });

  form.addEventListener('submit', event => {
    event.preventDefault();
    const asked = by() === 'name' ? nameQuery() : numberQuery();
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
  const born = birth.value.trim() ? birthDate(birth.value) : null;
  if (born === undefined)
    return complain(birth, say('This is not a date. Write year, month and day: 1942-07-31.', 'Ce n’est pas une date. Écrivez année, mois et jour : 1942-07-31.'));
  return { healthNumber: null, name: name.value.trim(), birthDate: born };
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
