// Requests for what takes two people (docs/KEYS.md, "Approvals"). What is shown of one comes out of the keyholder's
// document, and its hash is made here from the same bytes: nobody signs what they did not see.

import * as session from './session.js';
import { announce, inWords } from './page.js';
import { say } from './words.js';

/** The document of a request, read: {lines, hash, bytes}. */
export async function read(request) {
  const bytes = session.decode(request.document);
  const document = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  const hash = Array.from(await session.hash(bytes), byte => byte.toString(16).padStart(2, '0')).join('');
  return { lines: say(document.english, document.french), hash, bytes };
}

export function when(ms) {
  return `${inWords.date(ms)}, ${inWords.time(ms)}`;
}

/** What has become of a request, in a sentence. */
export function stateInWords(request) {
  switch (request.state) {
    case 'waiting': return say(`Waits for a second person until ${when(request.expiry)}.`, `Attend une deuxième personne jusqu’au ${when(request.expiry)}.`);
    case 'approved': return say(`Approved by ${request.by.name}, ${when(request.decided)}.`, `Approuvée par ${request.by.name}, ${when(request.decided)}.`) + heldInWords(request);
    case 'declined': return say(`Declined by ${request.by.name}: ${request.reason}`, `Refusée par ${request.by.name} : ${request.reason}`);
    default: return say('Nobody approved it in three days.', 'Personne ne l’a approuvée en trois jours.');
  }
}

/** What the sealed paper let in waits a day; empty where two people agreed. */
export function heldInWords(request) {
  return request.heldUntil ? say(` The sealed paper was used: what lets somebody enrol opens ${when(request.heldUntil)}.`, ` Le papier scellé a été utilisé : l’inscription s’ouvre le ${when(request.heldUntil)}.`) : '';
}

/** A card for each of one's own requests, newest first. */
export async function showAsked(target, requests) {
  const cards = await Promise.all(requests.map(async request => {
    const { lines } = await read(request);
    const card = document.createElement('article');
    card.className = 'card';
    card.dataset.request = request.request;
    card.append(line('h3', lines[0]), ...lines.slice(1).map(text => line('p', text)), line('p', stateInWords(request), 'quiet'));
    if (request.secret) {
      const secret = line('p', request.secret, 'mono');
      secret.dataset.secret = '';
      card.append(line('p', say('Only you see this:', 'Vous seul voyez ceci :')), secret);
    }
    return card;
  }));
  target.replaceChildren(...cards);
  tellAsked(target);
}

// What was asked for a moment ago, on another page: shown first of all, and said.
function tellAsked(target) {
  const request = sessionStorage.getItem('holdfast-asked');
  sessionStorage.removeItem('holdfast-asked');
  const card = request && target.querySelector(`[data-request="${CSS.escape(request)}"]`);
  if (!card) return;
  card.classList.add('fresh');
  card.tabIndex = -1;
  card.focus();
  announce(say('Asked. It waits for a second person, on the watch.', 'Demandé. La demande attend une deuxième personne, à la vigie.'));
}

export function line(tag, text, classes = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  if (classes) element.className = classes;
  return element;
}
