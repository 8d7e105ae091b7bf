// The people who work here, as choices of a select.

import { post } from '/_content/Holdfast.Ui/session.js';
import { fail, roleName } from '/_content/Holdfast.Ui/page.js';
import { locale, say } from '/_content/Holdfast.Ui/words.js';

const SEE_PATIENTS = ['nurse', 'therapist', 'personal-support-worker', 'clinical-supervisor', 'coordinator'];

/** Fills `select` with the staff who see patients, those of role `first` before the others. */
export async function fillStaff(select, error, first) {
  try {
    const { people } = await post('/staff', 'staff');
    const order = new Intl.Collator(locale);
    const rank = person => (person.role === first ? 0 : 1);
    const useful = people.filter(person => SEE_PATIENTS.includes(person.role))
      .sort((a, b) => rank(a) - rank(b) || order.compare(a.name, b.name));
    select.replaceChildren(
      new Option(say('Choose…', 'Choisir…'), ''),
      ...useful.map(person => new Option(`${person.name} · ${roleName(person.role)}`, person.id)));
  } catch (problem) {
    select.replaceChildren(new Option(say('Could not be loaded', 'Chargement impossible'), ''));
    fail(error, problem);
  }
}
