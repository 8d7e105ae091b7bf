// What could have been read. Each question is signed, and stands in the ledger under the name of who asked it.

import * as session from '/_content/Holdfast.Ui/session.js';
import { busy, closedTo, element, fail, show, signedIn } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';

const ID = /^[0-9a-f]{32}$/;

function instant(id) {
  const value = element(id).value;
  return value ? new Date(value).getTime() : null;
}

function question() {
  const asked = {
    person: element('ask-person').value || null,
    session: element('ask-session').value.trim().toLowerCase() || null,
    grant: element('ask-grant').value.trim().toLowerCase() || null,
    node: element('ask-node').value || null,
    from: instant('ask-from'),
    to: instant('ask-to'),
  };
  // The minute that was chosen is meant as a whole.
  if (asked.to !== null) asked.to += 59_999;
  return asked;
}

function wrong(asked) {
  if (Object.values(asked).every(value => value === null)) return say('Choose a person, a machine or a time.', 'Choisissez une personne, une machine ou une période.');
  if ([asked.session, asked.grant].some(id => id !== null && !ID.test(id))) return say('A session or grant has 32 characters, 0–9 and a–f.', 'Une session ou autorisation compte 32 caractères, 0–9 et a–f.');
  if (asked.from !== null && asked.to !== null && asked.from > asked.to) return say('The time ends before it begins.', 'La période finit avant de commencer.');
  return '';
}

async function beside(asked) {
  return { key: (await session.current())?.jwk ?? null, ...asked };
}

async function ask(event) {
  event.preventDefault();
  const asked = question();
  element('ask-error').textContent = wrong(asked);
  if (element('ask-error').textContent) return;
  await busy(element('ask-go'), async () => {
    try {
      show(element('result'), await session.post('/exposure', 'look', { page: 'exposure' }, { html: true, beside: await beside(asked) }));
      element('problem').replaceChildren();
      element('save')?.addEventListener('click', () => busy(element('save'), () => save(asked).catch(error => fail(element('problem'), error))));
    } catch (error) {
      fail(element('problem'), error);
    }
  });
}

async function save(asked) {
  const answer = await session.post('/exposure', 'look', { page: 'exposure' }, { beside: await beside(asked) });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([JSON.stringify({ asked, ...answer }, null, 2)], { type: 'application/json' }));
  link.download = `exposure-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

const me = await signedIn();
if (closedTo(me.person)) {
  fail(element('problem'), new session.Refused(403, 'NOT_ALLOWED', say('This page is for the privacy officer.', 'Cette page est réservée à la personne responsable de la vie privée.')));
} else {
  element('ask').addEventListener('submit', ask);
  try {
    const seen = await session.post('/look', 'look', { page: 'exposure' }, { beside: { key: (await session.current())?.jwk ?? null } });
    element('ask-person').append(...seen.people.map(person => new Option(person.name, person.id)));
    element('ask-node').append(...seen.nodes.map(node => new Option(node, node)));
  } catch (error) {
    fail(element('problem'), error);
  }
}
