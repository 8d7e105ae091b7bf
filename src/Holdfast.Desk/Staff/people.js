// The list of staff. What narrows is signed and done; what widens is proposed, and a second person agrees on the watch.

import { post } from '/_content/Holdfast.Ui/session.js';
import { busy, closedTo, element, fail, roleName, show, signedIn } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';
import { complain, dayOf, midnight, settle } from '/_content/Holdfast.Ui/fields.js';
import { nameRoles, wireDetails } from '/scripts/details.js';
import { wireSuggestions } from '/scripts/suggestions.js';

const people = element('people');
const error = element('error');
const sheet = element('change');
const form = element('change-form');
let member;
let suggestion;

const plain = text => text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();

function narrow() {
  const wanted = plain(element('filter').value.trim());
  for (const item of people.querySelectorAll('[data-member]'))
    item.hidden = !plain(`${item.dataset.name} ${roleName(item.dataset.role)}`).includes(wanted);
}

async function load() {
  people.setAttribute('aria-busy', 'true');
  try {
    show(people, await post('/staff', 'staff', {}, { html: true }), { focus: false });
    nameRoles(people);
    narrow();
  } catch (problem) {
    people.replaceChildren();
    fail(error, problem);
  } finally {
    people.removeAttribute('aria-busy');
  }
}

const kind = () => (member ? form.querySelector('[name="change"]:checked')?.value : 'hire');

function turnTo(chosen) {
  for (const part of form.querySelectorAll('[data-change]')) part.hidden = !part.dataset.change.split(' ').includes(chosen);
}

/** Opens the sheet for this member of the list; without one, to hire. */
function ask(chosen, suggested) {
  member = chosen;
  suggestion = suggested;
  form.reset();
  if (suggested) element('hire-name').value = suggested.name;
  element('change-error').replaceChildren();
  settle(element('hire-name'), element('hire-from'), element('leave-from'), element('leave-to'), element('part-on'));
  element('change-title').textContent = member ? member.dataset.name : say('Hire somebody', 'Embaucher quelqu’un');
  element('change-kinds').hidden = !member;
  if (member) {
    const away = ['left', 'dormant', 'on-leave'].includes(member.dataset.standing);
    form.querySelector(`[name="change"][value="${away ? 'return' : 'leave'}"]`).checked = true;
    element('new-role').value = member.dataset.role;
  }
  for (const id of ['hire-from', 'leave-from', 'part-on']) element(id).value = dayOf(new Date());
  turnTo(kind());
  sheet.showModal();
}

const isToday = value => midnight(value) <= Date.now() && Date.now() < midnight(value, 1);

/** What is to be sent, as [path, statement, members]; undefined when something is missing, and that is said. */
function statement() {
  const missing = input => complain(input, say('Enter this.', 'À remplir.'));
  const [name, from, leaveFrom, leaveTo, last] = ['hire-name', 'hire-from', 'leave-from', 'leave-to', 'part-on'].map(element);
  settle(name, from, leaveFrom, leaveTo, last);
  const person = member?.dataset.member;
  switch (kind()) {
    case 'leave':
      if (!leaveFrom.value) return missing(leaveFrom);
      return ['/leave', 'leave', { person, from: midnight(leaveFrom.value), to: leaveTo.value ? midnight(leaveTo.value) : null }];
    case 'part':
      if (!last.value) return missing(last);
      return ['/part', 'part', { person, until: isToday(last.value) ? Date.now() : midnight(last.value, 1) }];
    case 'hire':
      if (!name.value.trim()) return missing(name);
      if (!from.value) return missing(from);
      return propose('hire', { name: name.value.trim(), role: element('new-role').value, approver: element('hire-approver').checked, from: isToday(from.value) ? Date.now() : midnight(from.value), ...(suggestion && { suggestion: suggestion.id }) });
    case 'role':
      return propose('change-role', { person, role: element('new-role').value });
    default:
      return propose('return', { person });
  }
}

const propose = (what, payload) => ['/propose', 'propose', { kind: what, payload }];

form.addEventListener('change', event => { if (event.target.name === 'change') turnTo(kind()); });
form.addEventListener('submit', event => {
  event.preventDefault();
  const said = statement();
  if (!said) return;
  busy(element('change-go'), async () => {
    try {
      await post(...said);
      sheet.close();
      element('done').textContent = said[0] === '/propose'
        ? say('Proposed. It takes effect when a second person has agreed on the watch.', 'Proposé. Prend effet quand une deuxième personne l’aura approuvé à la vigie.')
        : say('Entered.', 'Inscrit.');
      await load();
    } catch (problem) {
      fail(element('change-error'), problem);
    }
  });
});
element('change-cancel').addEventListener('click', () => sheet.close());
element('hire').addEventListener('click', () => ask(undefined));
element('filter').addEventListener('input', narrow);
people.addEventListener('click', event => {
  const button = event.target.closest('[data-change-member]');
  if (button) ask(button.closest('[data-member]'));
});

const { person } = await signedIn();
if (!closedTo(person)) {
  wireDetails(people, error);
  nameRoles(form);
  await load();
  if (person.role === 'administrator') await wireSuggestions(suggested => ask(undefined, suggested));
  if (person.role === 'coordinator') {
    try {
      show(element('uncovered'), await post('/uncovered', 'uncovered', {}, { html: true }), { focus: false });
    } catch (problem) {
      fail(element('uncovered'), problem);
    }
  }
}
