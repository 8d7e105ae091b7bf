// Admit a patient. What was typed stays on the page until it is admitted: through errors, duplicates and signing in again.

import { post } from '/_content/Holdfast.Ui/session.js';
import { busy, closedTo, element, fail, show, signedIn } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';
import { birthDate, complain, healthNumber, settle } from '/scripts/entry.js';
import { wireOpening } from '/scripts/open-chart.js';
import { fillStaff } from '/scripts/staff.js';

const form = element('admit-form');
const error = element('error');
const outcome = element('outcome');
const inputs = ['family', 'given', 'birth', 'number', 'version', 'address', 'city', 'postal', 'telephone', 'assign-to'].map(element);

function text(id) {
  return element(id).value.trim().replaceAll(/\s+/g, ' ');
}

/** The signed fields, or undefined after saying at the field what is wrong. */
function read() {
  settle(...inputs);
  if (!text('family'))
    return complain(element('family'), say('Enter the family name. A person with one name has it here.', 'Entrez le nom de famille. Une personne qui n’a qu’un nom l’a ici.'));
  const born = text('birth') ? birthDate(text('birth')) : '';
  if (born === undefined)
    return complain(element('birth'), say('This is not a date. Write year, month and day: 1942-07-31.', 'Ce n’est pas une date. Écrivez année, mois et jour : 1942-07-31.'));
  const system = element('system').value;
  const number = text('number') ? healthNumber(text('number'), system) : { number: '', version: '' };
  if (number.complaint) return complain(element('number'), number.complaint);
  const version = (text('version') || number.version).toUpperCase();
  if (version && (!number.number || !/^[A-Z]{1,2}$/.test(version)))
    return complain(element('version'), say('One or two letters that follow a health number.', 'Une ou deux lettres qui suivent un numéro de carte Santé.'));
  if (text('telephone') && !/\d/.test(text('telephone')))
    return complain(element('telephone'), say('A telephone number has digits.', 'Un numéro de téléphone a des chiffres.'));
  if (!element('assign-to').value)
    return complain(element('assign-to'), say('Choose who looks after this patient.', 'Choisissez qui s’occupe de ce patient.'));
  return {
    family: text('family'), given: text('given'), birthDate: born, gender: element('gender').value,
    healthNumber: number.number, healthNumberVersion: version, healthNumberSystem: number.number ? system : '',
    telephone: text('telephone'), address: text('address'), city: text('city'), postalCode: text('postal').toUpperCase(),
    language: element('language').value,
  };
}

function admit(button, duplicatesSeen) {
  const directory = read();
  if (!directory) return undefined;
  return busy(button, async () => {
    error.replaceChildren();
    try {
      const html = await post('/admit', 'admit', { directory, assignTo: element('assign-to').value, duplicatesSeen }, { html: true });
      form.reset();
      form.hidden = true;
      show(outcome, html);
    } catch (problem) {
      if (problem.fragment) {
        show(outcome, problem.fragment);
      } else if (problem.why === 'CONFLICT') {
        outcome.replaceChildren();
        complain(element('number'), problem.message);
      } else {
        fail(error, problem);
      }
    }
  });
}

const { person } = await signedIn();
if (!closedTo(person)) {
  element('birth').addEventListener('blur', event => { event.target.value = birthDate(event.target.value) ?? event.target.value; });
  form.addEventListener('submit', event => {
    event.preventDefault();
    outcome.replaceChildren();
    admit(element('admit'), false);
  });
  outcome.addEventListener('click', event => {
    if (event.target.closest('#admit-anyway')) admit(event.target.closest('#admit-anyway'), true);
    if (event.target.closest('#admit-change')) {
      outcome.replaceChildren();
      element('family').focus();
    }
  });
  wireOpening(outcome, error);
  await fillStaff(element('assign-to'), error, 'nurse');
}
