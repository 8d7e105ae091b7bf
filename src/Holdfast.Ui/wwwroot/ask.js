// Asking for what takes a second person. Which kinds somebody is offered, and whom they can be about, the keyholder says;
// whether it may be asked it decides again, and names the mend of each field.

import { Refused, post } from './session.js';
import { busy, closedTo, element, fail, go, inWords, roleName, signedIn } from './page.js';
import { complain, dayOf, midnight } from './fields.js';
import { registration, turnRegistration } from './register-client.js';
import { locale, say } from './words.js';

const forms = [...document.querySelectorAll('form[data-kind]')];
let known;
let applications = [];

const part = (form, member) => form.querySelector(`[data-member="${member}"]`);
const value = (form, member) => part(form, member).value.trim();
const colleague = id => known.people.find(row => row.person.id === id);
const budget = form => known.budgets.find(row => row.budget === value(form, 'budget'));

/** What each kind asks for, from its form. */
const PAYLOADS = {
  'change-role': form => ({ person: value(form, 'person'), role: value(form, 'role') }),
  return: form => ({ person: value(form, 'person') }),
  recover: form => ({ person: value(form, 'person'), origin: value(form, 'origin'), seen: value(form, 'seen') }),
  budget: form => ({
    person: budget(form).ofPerson ? value(form, 'person') : null, budget: value(form, 'budget'), limit: Number(value(form, 'limit')),
    until: midnight(value(form, 'until'), 1), reason: value(form, 'reason'),
  }),
  thaw: form => {
    const frozen = value(form, 'person');
    return { person: frozen.startsWith('node:') ? null : frozen, node: frozen.startsWith('node:') ? frozen.slice('node:'.length) : null, reason: value(form, 'reason') };
  },
  roster: form => ({ person: value(form, 'person'), approved: !colleague(value(form, 'person'))?.entersSchedules }),
  approver: form => ({ person: value(form, 'person'), approver: !colleague(value(form, 'person'))?.approver }),
  'register-client': form => registration(form, member => wrong(form, member)),
  'retire-client': form => ({ client: value(form, 'client'), reason: value(form, 'reason') }),
  'new-paper': () => ({}),
};

/** What cannot be sent as it stands: a choice that was not made, a number or day that is none. */
const NEEDED = {
  'change-role': ['person', 'role'], return: ['person'], recover: ['person', 'seen'], budget: ['limit', 'until', 'reason'], thaw: ['person', 'reason'],
  roster: ['person'], approver: ['person'], 'register-client': ['name', 'client'], 'retire-client': ['client', 'reason'], 'new-paper': [],
};

/** What would happen to whom, in a sentence; nothing when nobody was chosen yet. */
const EFFECTS = {
  'change-role': form => {
    const [row, role] = [colleague(value(form, 'person')), value(form, 'role')];
    return row && role && say(`${row.person.name} would be “${roleName(role)}” instead of “${roleName(row.person.role)}”.`, `${row.person.name} : « ${roleName(row.person.role)} » devient « ${roleName(role)} ».`);
  },
  roster: form => {
    const row = colleague(value(form, 'person'));
    if (!row) return undefined;
    return row.entersSchedules
      ? say(`${row.person.name} enters schedules now, and would not any more.`, `${row.person.name} saisit les horaires et ne le ferait plus.`)
      : say(`${row.person.name} would enter schedules from then on.`, `${row.person.name} saisirait dès lors les horaires.`);
  },
  approver: form => {
    const row = colleague(value(form, 'person'));
    if (!row) return undefined;
    return row.approver
      ? say(`${row.person.name} gives second approvals now, and would not any more.`, `${row.person.name} donne la deuxième approbation et ne le ferait plus.`)
      : say(`${row.person.name} would give second approvals from then on.`, `${row.person.name} donnerait dès lors la deuxième approbation.`);
  },
};

const BUDGETS = {
  charts: say('Charts that one person opens', 'Dossiers qu’une personne ouvre'),
  emergency: say('Charts that one person opens by emergency access', 'Dossiers qu’une personne ouvre par accès d’urgence'),
  identities: say('People whom one person finds by searching', 'Personnes qu’une personne trouve par recherche'),
  'organisation-emergency': say('Openings by emergency access, all staff together', 'Ouvertures par accès d’urgence, tout le personnel'),
  'organisation-coordination': say('Openings by coordinators, all together', 'Ouvertures par la coordination, au total'),
};

// ---- filling in -----------------------------------------------------------------------------------------------------

const WHO = {
  working: row => row.standing !== 'left',
  away: () => true,
  schedules: row => row.standing !== 'left' && (row.mayEnterSchedules || row.entersSchedules) && row.person.role !== 'coordinator',
};

function choices(select, options) {
  select.replaceChildren(new Option(options.length > 0 ? say('Choose…', 'Choisir…') : say('Nothing to choose', 'Rien à choisir'), ''), ...options);
}

function fill() {
  const order = new Intl.Collator(locale);
  const people = known.people.toSorted((a, b) => order.compare(a.person.name, b.person.name));
  for (const select of document.querySelectorAll('select[data-people]'))
    choices(select, people.filter(WHO[select.dataset.people]).map(row => new Option(`${row.person.name} · ${roleName(row.person.role)}`, row.person.id)));
  for (const option of document.querySelectorAll('option[data-role-name]')) option.textContent = roleName(option.dataset.roleName);
  element('budget-budget').replaceChildren(...known.budgets.map(row => new Option(BUDGETS[row.budget] ?? row.budget, row.budget)));
  choices(element('thaw-person'), known.frozen.map(row => row.person
    ? new Option(`${row.person.name} · ${say('since', 'depuis le')} ${inWords.moment(row.since)}`, row.person.id)
    : new Option(`${say('Node', 'Nœud')} ${row.node} · ${say('since', 'depuis le')} ${inWords.moment(row.since)}`, `node:${row.node}`)));
  choices(element('retire-client-client'), applications.filter(row => !row.retired).map(row => new Option(`${row.name} (${row.client})`, row.client)));
  for (const day of document.querySelectorAll('#budget-until, #register-until')) day.min = dayOf(new Date());
}

/** What depends on what was chosen. */
function turn(form) {
  if (form.dataset.kind === 'register-client') turnRegistration(form, known.namesCharts);
  if (form.dataset.kind === 'budget' && budget(form)) {
    form.querySelector('[data-part="person"]').hidden = !budget(form).ofPerson;
    const { standard, most } = budget(form);
    element('budget-limit-hint').textContent = say(`Otherwise ${standard}; at most ${most}.`, `Sinon ${standard}; au plus ${most}.`);
  }
  const effect = form.querySelector('[data-effect]');
  effect.textContent = EFFECTS[form.dataset.kind]?.(form) ?? '';
  effect.hidden = !effect.textContent;
}

// ---- asking ---------------------------------------------------------------------------------------------------------

const MISSING = {
  until: say('Choose a day.', 'Choisissez un jour.'),
  keys: say('This is not JSON. Paste the whole text, from { to }.', 'Ce n’est pas du JSON. Collez le texte entier, de { à }.'),
};

function wrong(form, member) {
  return complain(part(form, member), MISSING[member] ?? say('Enter this.', 'À remplir.'));
}

function clear(form) {
  form.querySelector('[data-problem]').replaceChildren();
  for (const error of form.querySelectorAll('.error')) error.textContent = '';
  for (const input of form.querySelectorAll('[aria-invalid]')) input.removeAttribute('aria-invalid');
}

function payloadOf(form) {
  const { kind } = form.dataset;
  const missing = NEEDED[kind].find(member => !value(form, member));
  if (missing) return wrong(form, missing);
  if (kind === 'budget') {
    if (budget(form).ofPerson && !value(form, 'person')) return wrong(form, 'person');
    if (!/^\d{1,6}$/.test(value(form, 'limit'))) return complain(part(form, 'limit'), say('Enter a whole number.', 'Entrez un nombre entier.'));
  }
  return PAYLOADS[kind](form);
}

/** The keyholder's mends, each beside its field; what has no field stands above the button. The first is gone to. */
function showFlaws(form, error) {
  const flaws = error instanceof Refused ? error.body?.refusal?.flaws ?? [] : [];
  const homeless = [];
  let first;
  for (const { member, message } of flaws) {
    const input = member && (part(form, member) ?? form.querySelector(`[data-also="${member}"]`));
    const place = input && document.getElementById(`${input.id}-error`);
    if (!place || place.closest('[hidden]')) {
      homeless.push(message);
      continue;
    }
    place.textContent = place.textContent ? `${place.textContent} ${message}` : message;
    input.setAttribute('aria-invalid', 'true');
    first ??= input;
  }
  if (!first || homeless.length > 0) fail(form.querySelector('[data-problem]'), homeless.length > 0 ? new Refused(error.status, error.why, homeless.join(' ')) : error);
  first?.focus();
}

function ask(form) {
  clear(form);
  const payload = payloadOf(form);
  if (!payload) return;
  busy(form.querySelector('[type="submit"]'), async () => {
    try {
      const { request } = await post('/propose', 'propose', { kind: form.dataset.kind, payload });
      sessionStorage.setItem('holdfast-asked', request);
      go(document.body.dataset.requests);
    } catch (error) {
      showFlaws(form, error);
    }
  });
}

// ---- going between the list and a form: the address after the # names the kind, and the Back button works --------------

function turnTo(focus) {
  const [kind, about] = location.hash.slice(1).split('/');
  const form = forms.find(candidate => candidate.dataset.kind === kind && known.kinds.includes(kind));
  for (const candidate of forms) candidate.hidden = candidate !== form;
  element('offers').hidden = Boolean(form);
  if (form) {
    if (about) part(form, 'client').value = decodeURIComponent(about);
    turn(form);
  }
  if (focus) element(form ? `${kind}-title` : 'ask-title').focus();
}

const { person } = await signedIn();
if (!closedTo(person)) {
  try {
    known = await post('/askable', 'askable');
    if (known.kinds.includes('retire-client')) ({ applications } = await post('/applications', 'applications'));
    fill();
    for (const item of document.querySelectorAll('[data-offer]')) item.hidden = !known.kinds.includes(item.dataset.offer);
    for (const form of forms) {
      form.addEventListener('input', () => turn(form));
      form.addEventListener('submit', event => {
        event.preventDefault();
        ask(form);
      });
    }
    window.addEventListener('hashchange', () => turnTo(true));
    turnTo(false);
  } catch (problem) {
    // The role asks, so it is the session: one that a password signed in asks for nothing.
    fail(element('problem'), problem?.why === 'NOT_ALLOWED' ? new Refused(problem.status, problem.why, say(
      'Asking needs your passkey: sign out, and sign in with it instead of the password.',
      'Pour demander, il faut votre clé d’accès : déconnectez-vous, puis connectez-vous avec elle plutôt qu’avec le mot de passe.')) : problem);
  } finally {
    element('waiting').remove();
  }
}
