// Approving and declining. The passkey signs a statement with the hash of the document whose words stand on the page.

import * as session from '/_content/Holdfast.Ui/session.js';
import { announce, busy, element, fail, signedIn } from '/_content/Holdfast.Ui/page.js';
import { line, read, showAsked, stateInWords, when } from '/_content/Holdfast.Ui/requests.js';
import { explain, say } from '/_content/Holdfast.Ui/words.js';

const PATIENCE_MS = 180_000;
const ASK_HERE = ['privacy-officer', 'auditor'];
const encoder = new TextEncoder();

let me;
let declining;

async function card(request) {
  const { lines, hash } = await read(request);
  const shown = element('request').content.cloneNode(true).querySelector('article');
  const part = name => shown.querySelector(`[data-part="${name}"]`);
  const own = request.asker.id === me.person.id;
  part('title').textContent = lines[0];
  part('lines').replaceChildren(...lines.slice(1).map(text => line('li', text)));
  part('who').textContent = say(
    `${own ? 'You asked' : `${request.asker.name} asked`}, ${when(request.made)}. It lapses ${when(request.expiry)}.`,
    `${own ? 'Votre demande' : `Demande de ${request.asker.name}`}, ${when(request.made)}. Elle expire le ${when(request.expiry)}.`);
  part('hash').textContent = `${say('Fingerprint of these words:', 'Empreinte de ces mots :')} ${hash}`;
  if (request.heldUntil) {
    part('who').textContent = stateInWords(request);
    shown.querySelector('[data-do="approve"]').remove();
    part('paper').remove();
    const stop = shown.querySelector('[data-do="decline"]');
    stop.textContent = say('Stop it…', 'Arrêter…');
    stop.addEventListener('click', () => askWhy(request, lines[0]));
    return shown;
  }
  // Whoever reads a colleague's request is the second person; the paper stands for one who is absent.
  if (!own) part('paper').hidden = true;
  const approving = shown.querySelector('[data-do="approve"]');
  if (own) approving.replaceWith(line('p', say('Another person must approve it.', 'Une autre personne doit l’approuver.'), 'quiet'));
  else approving.addEventListener('click', () => busy(approving, () => approve(request, hash, null)));
  const paper = shown.querySelector('[data-do="paper"]');
  paper.addEventListener('click', () => busy(paper, () => approve(request, hash, part('code').value.trim())));
  shown.querySelector('[data-do="decline"]').addEventListener('click', () => askWhy(request, lines[0]));
  return shown;
}

async function show({ focus = false } = {}) {
  try {
    const { requests } = await session.post('/pending', 'pending');
    element('requests').replaceChildren(...await Promise.all(requests.map(card)));
    element('nothing').hidden = requests.length > 0;
    element('waiting').hidden = false;
    if (focus) element('waiting-title').focus();
  } catch (error) {
    if (error?.why !== 'NOT_ALLOWED') throw error;
    element('problem').replaceChildren(line('p', say('You give no second approvals. What you asked for yourself stands below.', 'Vous ne donnez pas de deuxième approbation. Vos propres demandes figurent ci-dessous.'), 'quiet'));
  }
}

// Who works at the desk asks there, and sees there what became of it.
async function showOwn() {
  if (!ASK_HERE.includes(me.person.role)) return;
  const { requests } = await session.post('/asked', 'asked');
  await showAsked(element('asked'), requests);
  element('own-nothing').hidden = requests.length > 0;
  element('own').hidden = requests.length === 0 && me.person.role !== 'privacy-officer';
}

/** A fresh touch of the passkey, for this request and for what was shown of it. */
async function approve(request, hash, paper) {
  element('problem').replaceChildren();
  element('outcome').replaceChildren();
  if (paper === '') {
    fail(element('problem'), new session.Refused(400, 'MALFORMED', say('Type the code on the paper.', 'Entrez le code du papier.')));
    return;
  }
  try {
    const fresh = await session.post('/pending', 'pending');
    const statement = encoder.encode(JSON.stringify({
      statement: 'approve', installation: fresh.installation, request: request.request, hash, approver: fresh.person.id, nonce: fresh.nonce, expiry: fresh.nonceExpiry,
    }));
    const assertion = await navigator.credentials.get({
      publicKey: {
        challenge: await session.hash(statement),
        rpId: fresh.rpId,
        allowCredentials: fresh.credentials.map(id => ({ type: 'public-key', id: session.decode(id) })),
        userVerification: 'required',
        timeout: PATIENCE_MS,
      },
    });
    const { authenticatorData, clientDataJSON, signature } = assertion.response;
    const { secret } = await session.post('/approve', 'approve', {
      approval: session.encode(statement), credential: session.encode(assertion.rawId), authenticatorData: session.encode(authenticatorData),
      clientDataJson: session.encode(clientDataJSON), signature: session.encode(signature), paper,
    });
    done(say('Approved and done.', 'Approuvé et fait.'), secret);
  } catch (error) {
    fail(element('problem'), error);
    return;
  }
  await refresh();
}

function done(text, secret) {
  const notice = document.createElement('div');
  notice.className = 'notice good';
  const words = document.createElement('div');
  words.className = 'stack-small';
  notice.append(words);
  words.append(line('p', text));
  if (secret) words.append(line('p', say('Only you see this. Write it down now; it is not shown again:', 'Vous seul voyez ceci. Notez-le maintenant; ce ne sera plus affiché :')), line('p', secret, 'mono'));
  element('outcome').replaceChildren(notice);
  announce(text);
}

function askWhy(request, title) {
  declining = request;
  element('decline-what').textContent = title;
  element('decline-reason').value = '';
  element('decline-error').textContent = '';
  element('decline').showModal();
  element('decline-reason').focus();
}

async function decline(event) {
  event.preventDefault();
  const reason = element('decline-reason').value.trim();
  if (reason.length < 10) {
    element('decline-error').textContent = say('Say why in at least 10 characters.', 'Dites pourquoi, en 10 caractères au moins.');
    element('decline-reason').focus();
    return;
  }
  await busy(element('decline-go'), async () => {
    try {
      await session.post('/decline', 'decline', { request: declining.request, reason });
      element('decline').close();
      done(say('Declined.', 'Refusé.'));
      await refresh();
    } catch (error) {
      element('decline-error').textContent = explain(error);
    }
  });
}

async function refresh(focus) {
  try {
    await show(focus);
    await showOwn();
  } catch (error) {
    fail(element('problem'), error);
  }
}

me = await signedIn();
element('decline-form').addEventListener('submit', decline);
element('decline-cancel').addEventListener('click', () => element('decline').close());
element('again').addEventListener('click', () => busy(element('again'), () => refresh({ focus: true })));
await refresh();
