// What the provider's systems suggest about the staff, and the systems themselves. The administrator asks, links, or dismisses.

import { post } from '/_content/Holdfast.Ui/session.js';
import { announce, busy, element, fail, show } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';
import { complain, settle } from '/scripts/entry.js';

const list = element('suggested');
const error = element('suggested-error');
let linking;
let hire;

async function load() {
  try {
    show(list, await post('/suggestions', 'suggestions', {}, { html: true }), { focus: false });
  } catch (problem) {
    list.replaceChildren();
    fail(error, problem);
  }
}

async function done(work, words) {
  error.replaceChildren();
  try {
    await work();
    announce(words);
    element('done').textContent = words;
  } catch (problem) {
    fail(error, problem);
    return;
  }
  await load();
  element('suggested-title').focus();
}

const proposed = () => say('Proposed. It takes effect when a second person has agreed on the watch.', 'Proposé. Prend effet quand une deuxième personne l’aura approuvé à la vigie.');
const entered = () => say('Entered.', 'Inscrit.');

async function askWho(item) {
  linking = item.dataset.suggestion;
  element('link-what').textContent = item.dataset.name;
  element('link-error').replaceChildren();
  const { members } = await post('/staff', 'staff');
  const same = text => text.trim().toLowerCase() === item.dataset.name.trim().toLowerCase();
  const here = members.filter(member => member.standing !== 'left').sort((one, other) => Number(same(other.person.name)) - Number(same(one.person.name)));
  element('link-person').replaceChildren(...here.map(({ person }) => new Option(person.name, person.id)));
  element('link').showModal();
}

list.addEventListener('click', event => {
  const button = event.target.closest('[data-do]');
  if (!button) return;
  const item = button.closest('li');
  const { suggestion, person } = item.dataset;
  busy(button, () => {
    switch (button.dataset.do) {
      case 'hire': return hire({ id: suggestion, name: item.dataset.name });
      case 'link': return askWho(item).catch(problem => fail(error, problem));
      case 'return': return done(() => post('/propose', 'propose', { kind: 'return', payload: { person } }), proposed());
      case 'leave': return done(() => post('/leave', 'leave', { person, from: Date.now(), to: null }), entered());
      case 'retire': return done(() => post('/retire-provisioner', 'retire-provisioner', { source: item.dataset.source }), entered());
      default: return done(() => post('/dismiss-suggestion', 'dismiss-suggestion', { suggestion }), entered());
    }
  });
});

element('link-form').addEventListener('submit', event => {
  event.preventDefault();
  busy(element('link-go'), async () => {
    try {
      await post('/link-suggestion', 'link-suggestion', { suggestion: linking, person: element('link-person').value });
      element('link').close();
      await load();
      element('suggested-title').focus();
    } catch (problem) {
      fail(element('link-error'), problem);
    }
  });
});

element('source-form').addEventListener('submit', event => {
  event.preventDefault();
  const [name, id, until] = ['source-name', 'source-id', 'source-until'].map(element);
  settle(name, id, until);
  const empty = [name, id, until].find(input => !input.value.trim());
  if (empty) return complain(empty, say('Enter this.', 'À remplir.'));
  const [year, month, day] = until.value.split('-').map(Number);
  busy(element('source-go'), async () => {
    try {
      await post('/propose', 'propose', { kind: 'register-provisioner', payload: { source: id.value.trim(), name: name.value.trim(), until: new Date(year, month - 1, day + 1).getTime() } });
      element('source').close();
      element('done').textContent = proposed();
      announce(proposed());
    } catch (problem) {
      fail(element('source-error'), problem);
    }
  });
});

element('connect').addEventListener('click', () => element('source').showModal());
element('source-cancel').addEventListener('click', () => element('source').close());
element('link-cancel').addEventListener('click', () => element('link').close());

/** Shows what is suggested. `hireOne` opens the sheet in which somebody is asked for. */
export async function wireSuggestions(hireOne) {
  hire = hireOne;
  await load();
}
