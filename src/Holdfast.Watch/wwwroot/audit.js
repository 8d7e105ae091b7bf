// AuditEvents as a file. Each part is signed for, and stands in the ledger under the name of who asked.

import * as session from '/_content/Holdfast.Ui/session.js';
import { busy, closedTo, element, fail, signedIn } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';

const ID = /^[0-9a-f]{32}$/;

function instant(id) {
  const value = element(id).value;
  return value ? new Date(value).getTime() : null;
}

function question() {
  const asked = {
    chart: element('ask-chart').value.trim().toLowerCase() || null,
    person: element('ask-person').value || null,
    from: instant('ask-from'),
    to: instant('ask-to'),
  };
  // The minute that was chosen is meant as a whole.
  if (asked.to !== null) asked.to += 59_999;
  return asked;
}

function wrong(asked) {
  if (Object.values(asked).every(value => value === null)) return say('Name a chart, a person or a time.', 'Indiquez un dossier, une personne ou une période.');
  if (asked.chart !== null && !ID.test(asked.chart)) return say('A chart has 32 characters, 0–9 and a–f.', 'Un dossier compte 32 caractères, 0–9 et a–f.');
  if (asked.from !== null && asked.to !== null && asked.from > asked.to) return say('The time ends before it begins.', 'La période finit avant de commencer.');
  return '';
}

async function gather(asked) {
  const whole = { resourceType: 'Bundle', type: 'collection', timestamp: new Date().toISOString(), entry: [] };
  for (let before = null; ;) {
    const beside = { key: (await session.current())?.jwk ?? null, ...asked, before };
    const part = await session.post('/audit-events', 'look', { page: 'audit' }, { beside });
    whole.entry.push(...part.entry ?? []);
    const next = part.link?.find(link => link.relation === 'next')?.url;
    if (!next) return whole;
    before = Number(new URL(next, location.href).searchParams.get('before'));
  }
}

async function download(event) {
  event.preventDefault();
  const asked = question();
  element('ask-error').textContent = wrong(asked);
  if (element('ask-error').textContent) return;
  await busy(element('ask-go'), async () => {
    try {
      const bundle = await gather(asked);
      const count = bundle.entry.length;
      if (count === 0) delete bundle.entry;
      element('problem').replaceChildren();
      element('result').textContent = count === 1 ? say('1 event', '1 événement') : say(`${count} events`, `${count} événements`);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([JSON.stringify(bundle, null, 2)], { type: 'application/fhir+json' }));
      link.download = `audit-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}.json`;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
    } catch (error) {
      fail(element('problem'), error);
    }
  });
}

const me = await signedIn();
if (closedTo(me.person)) {
  fail(element('problem'), new session.Refused(403, 'NOT_ALLOWED', say('This page is for the privacy officer.', 'Cette page est réservée à la personne responsable de la vie privée.')));
} else {
  element('ask').addEventListener('submit', download);
  try {
    const seen = await session.post('/look', 'look', { page: 'audit' }, { beside: { key: (await session.current())?.jwk ?? null } });
    element('ask-person').append(...seen.people.map(person => new Option(person.name, person.id)));
  } catch (error) {
    fail(element('problem'), error);
  }
}
