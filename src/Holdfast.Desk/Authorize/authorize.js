// The authorization page. A launch that this browser remembers is opened at once: the person clicked beside the name a
// moment ago. Anything else shows the picker: no application chooses the chart. One that asks to search and for no chart
// is allowed that, or not.

import { post } from '/_content/Holdfast.Ui/session.js';
import { closedTo, element, fail, show, signedIn } from '/_content/Holdfast.Ui/page.js';
import { open, takeLaunch, tick, wireOpening } from '/scripts/open-chart.js';
import { wireFind } from '/scripts/find-form.js';

const { askingClient, redirectUri, scope, state, codeChallenge, dpopJkt, launch, nonce, search } = document.body.dataset;
const request = { client: askingClient, redirectUri, scope, codeChallenge, dpopJkt, nonce };

function sendBack(members) {
  const address = new URL(redirectUri);
  for (const [name, value] of Object.entries({ ...members, state, iss: location.origin })) address.searchParams.set(name, value);
  location.replace(address);
}

function turnTo(id) {
  for (const part of ['opening', 'stopped', 'picker', 'consent']) document.getElementById(part)?.toggleAttribute('hidden', part !== id);
}

function askConsent() {
  turnTo('consent');
  element('consent-title').focus();
  element('refuse').addEventListener('click', () => sendBack({ error: 'access_denied' }));
  element('allow').addEventListener('click', letSearch);
}

async function letSearch() {
  turnTo('opening');
  element('opening-title').focus();
  try {
    const { nonce: given, ...members } = request;
    const { code } = await post('/open-search', 'open-search', given ? request : members, { resume: false });
    sendBack({ code });
  } catch (problem) {
    turnTo('stopped');
    fail(element('stopped-error'), problem);
    element('again').onclick = letSearch;
  }
}

async function finish(meant, key) {
  turnTo('opening');
  element('opening-title').focus();
  try {
    const { code } = await open(request, meant, key);
    await tick(meant);
    sendBack({ code });
  } catch (problem) {
    turnTo('stopped');
    fail(element('stopped-error'), problem);
    element('again').onclick = () => finish(meant, key);
  }
}

async function pick(meant) {
  const minted = await post('/launch', 'launch', { chart: meant.chart, client: request.client });
  element('emergency').close();
  await finish(meant, minted.launch);
}

async function offer() {
  turnTo('picker');
  element('picker-title').focus();
  const [day, found, error] = ['day', 'found', 'error'].map(element);
  element('cancel').addEventListener('click', () => sendBack({ error: 'access_denied' }));
  wireOpening(day, error, pick);
  wireOpening(found, error, pick);
  wireFind(found, error);
  const now = new Date();
  const at = days => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).getTime();
  try {
    show(day, await post('/my-day', 'my-day', { from: at(0), to: at(1) }, { html: true }), { focus: false });
  } catch (problem) {
    fail(error, problem);
  }
}

const { person } = await signedIn();
const meant = search ? undefined : await takeLaunch(launch);
if (meant && meant.client === request.client) {
  await finish(meant, launch); // everybody may have clicked on something: at the least on their own details
} else {
  element('choice').hidden = false;
  if (!closedTo(person)) await (search ? askConsent() : offer());
}
