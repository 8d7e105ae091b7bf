// A colleague has lost their only passkey. What is asked here takes a second person on the watch; then the asker finds the
// link here, and the other has the code.

import { decode, post } from '/_content/Holdfast.Ui/session.js';
import { announce, busy, closedTo, element, fail, inWords, signedIn } from '/_content/Holdfast.Ui/page.js';
import { locale, say } from '/_content/Holdfast.Ui/words.js';
import { complain, settle } from '/_content/Holdfast.Ui/fields.js';

const error = element('error');

async function fillWho() {
  const { people } = await post('/askable', 'askable');
  const order = new Intl.Collator(locale);
  element('who').replaceChildren(
    new Option(say('Choose…', 'Choisir…'), ''),
    ...people.filter(row => row.origin === 'desk' && row.standing !== 'left').map(row => row.person)
      .sort((a, b) => order.compare(a.name, b.name)).map(person => new Option(person.name, person.id)));
}

function read() {
  settle(element('who'), element('seen'));
  const person = element('who').value;
  const seen = element('seen').value.trim();
  if (!person) return complain(element('who'), say('Choose who.', 'Choisissez qui.'));
  if (seen.length < 10) return complain(element('seen'), say('Say how, in at least 10 characters.', 'Dites comment, en 10 caractères au moins.'));
  return { person, origin: 'desk', seen };
}

function ask() {
  const payload = read();
  if (!payload) return undefined;
  return busy(element('ask'), async () => {
    error.replaceChildren();
    try {
      await post('/propose', 'propose', { kind: 'recover', payload });
      element('recover-form').reset();
      await showAsked();
      element('asked-title').focus();
      announce(say('Asked. A second colleague approves it on the watch.', 'Demandé. Un second collègue l’approuve à la vigie.'));
    } catch (problem) {
      fail(error, problem);
    }
  });
}

const STATES = {
  waiting: ['warn', say('Waits for a second colleague', 'Attend un second collègue')],
  approved: ['good', say('Approved', 'Approuvée')],
  declined: ['danger', say('Declined', 'Refusée')],
  lapsed: ['', say('Nobody approved it in three days', 'Personne ne l’a approuvée en trois jours')],
};

function make(tag, className, text) {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function row(request) {
  const words = JSON.parse(new TextDecoder().decode(decode(request.document)));
  const [kind, state] = STATES[request.state];
  const item = make('li');
  const who = make('div', 'who');
  const title = make('h3', '', say(words.english, words.french)[0]);
  title.append(make('span', `pill ${kind}`, state));
  who.append(title, make('p', 'quiet small', inWords.moment(request.made)));
  if (request.reason) who.append(make('p', 'small', request.reason));
  item.append(who);
  if (request.secret) {
    who.append(make('p', 'small', say(
      'Give this link to the person, and to nobody else; the code comes from the colleague who approved. Both work once, within 24 hours.',
      'Remettez ce lien à la personne, et à nulle autre; le code vient du collègue qui a approuvé. Les deux servent une fois, dans les 24 heures.')));
    const link = make('code', 'wrap', request.secret);
    link.dataset.secret = '';
    who.append(link);
    const copy = make('button', 'button', say('Copy the link', 'Copier le lien'));
    copy.type = 'button';
    copy.addEventListener('click', async () => {
      await navigator.clipboard.writeText(request.secret);
      announce(say('Copied.', 'Copié.'));
    });
    item.append(copy);
  }
  return item;
}

async function showAsked() {
  try {
    const { requests } = await post('/asked', 'asked');
    const own = requests.filter(request => request.kind === 'recover');
    element('asked').replaceChildren(...own.map(row));
    element('asked').hidden = own.length === 0;
    element('none').hidden = own.length > 0;
  } catch (problem) {
    fail(error, problem);
  }
}

const { person } = await signedIn();
if (!closedTo(person)) {
  element('recover-form').addEventListener('submit', event => {
    event.preventDefault();
    ask();
  });
  element('refresh').addEventListener('click', () => busy(element('refresh'), showAsked));
  await fillWho().catch(problem => fail(error, problem));
  await showAsked();
}
