// From a click beside a name to the chart application. The name of the patient stays in the page: what leaves is a
// one-time launch.

import * as store from '/_content/Holdfast.Ui/store.js';
import { Refused, post } from '/_content/Holdfast.Ui/session.js';
import { busy, element, fail, show } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';

const SHORTEST_REASON = 10;

/** What a click meant is kept this long, for the authorization page; a launch itself lives 60 s. */
const KEEP_LAUNCH_MS = 10 * 60_000;

/** What was opened is kept this long, to tick off the day. */
const KEEP_OPENED_MS = 3 * 86_400_000;

/** How to go on with a click: {chart, purpose, reason, visit, button}. The default launches the chart application. */
export async function launch({ chart, purpose, reason, visit, client = document.body.dataset.client }) {
  const { iss } = document.body.dataset;
  const minted = await post('/launch', 'launch', { chart, client });
  await sweep();
  await store.write('launches', minted.launch, { chart, client, purpose, reason, visit, atMs: Date.now() });
  const address = new URL(minted.launchUri);
  address.searchParams.set('iss', iss);
  address.searchParams.set('launch', minted.launch);
  location.assign(address);
  return new Promise(() => {}); // the button stays busy until the page is gone
}

async function sweep() {
  for (const [key, meant] of await store.all('launches'))
    if (Date.now() - meant.atMs > KEEP_LAUNCH_MS) await store.remove('launches', key);
  for (const [key, openedMs] of await store.all('opened'))
    if (Date.now() - openedMs > KEEP_OPENED_MS) await store.remove('opened', key);
}

/** Takes back what a click meant; a launch is used once. */
export async function takeLaunch(key) {
  const meant = key ? await store.read('launches', key) : undefined;
  if (meant) await store.remove('launches', key);
  return meant;
}

export function tick({ chart, visit }) {
  return visit ? store.write('opened', `${chart} ${visit}`, Date.now()) : undefined;
}

/** Wires "Open chart" and "Emergency access" inside `root`, for fragments that come and go. `go` defaults to launch. */
export function wireOpening(root, error, go = launch) {
  if (go === launch) findApplications();
  root.addEventListener('click', event => {
    const open = event.target.closest('[data-open]');
    const openWith = event.target.closest('[data-open-with]');
    const emergency = event.target.closest('[data-emergency]');
    if (openWith) {
      askApplication(openWith);
    } else if (open) {
      const meant = { chart: open.dataset.open, purpose: 'TREAT', reason: null, visit: Number(open.dataset.visit) || null, client: open.dataset.client };
      busy(open, () => go(meant)).catch(problem => fail(error, problem));
    } else if (emergency) {
      askReason(emergency, go);
    }
  });
}

/** Other applications are a help: where a page has no sheet for them, or they cannot be listed, the button stays away and nothing else changes. */
async function findApplications() {
  const apps = document.getElementById('open-with-apps');
  if (!apps) return;
  const answer = await fetch('/apps').catch(() => undefined);
  if (!answer?.ok) return;
  show(apps, await answer.text(), { focus: false });
  document.body.toggleAttribute('data-apps', apps.childElementCount > 0);
}

function askApplication(button) {
  const sheet = element('open-with');
  const apps = element('open-with-apps');
  element('open-with-name').textContent = button.dataset.name;
  element('open-with-error').replaceChildren();
  sheet.onclose = () => button.focus();
  apps.onclick = event => {
    const app = event.target.closest('[data-app]');
    if (!app) return;
    const meant = { chart: button.dataset.openWith, purpose: 'TREAT', reason: null, visit: Number(button.dataset.visit) || null, client: app.dataset.app };
    busy(app, () => launch(meant)).catch(problem => fail(element('open-with-error'), problem));
  };
  sheet.showModal();
}

function askReason(button, go) {
  const sheet = element('emergency');
  const form = element('emergency-form');
  const words = element('reason');
  const complaint = element('reason-error');
  element('emergency-name').textContent = button.dataset.name;
  element('emergency-error').replaceChildren();
  complaint.textContent = '';
  form.reset();
  words.removeAttribute('aria-invalid');
  sheet.showModal();

  element('emergency-cancel').onclick = () => sheet.close();
  sheet.onclose = () => { form.reset(); button.focus(); };
  form.onsubmit = async event => {
    event.preventDefault();
    const quick = form.querySelector('[name="quick-reason"]:checked')?.value;
    const reason = [quick, words.value.trim()].filter(Boolean).join('. ');
    if (reason.length < SHORTEST_REASON) {
      complaint.textContent = say(
        'Choose a reason or write at least 10 characters, so that it can be understood later.',
        'Choisissez un motif ou écrivez au moins 10 caractères, pour qu’on puisse le comprendre plus tard.');
      words.setAttribute('aria-invalid', 'true');
      words.focus();
      complaint.scrollIntoView({ block: 'center' });
      return;
    }
    const meant = { chart: button.dataset.emergency, purpose: 'ETREAT', reason, visit: null };
    await busy(element('emergency-go'), () => go(meant)).catch(problem => fail(element('emergency-error'), problem));
  };
}

/**
 * The signed "open" for an application's authorization request. A launch that has run out meanwhile (the person had to
 * sign in again) is minted anew: the click still stands, and it is the same person's.
 */
export async function open(request, meant, key) {
  const members = launched => ({
    launch: launched, chart: meant.chart, purpose: meant.purpose, reason: meant.reason, client: request.client,
    redirectUri: request.redirectUri, scope: request.scope, codeChallenge: request.codeChallenge, dpopJkt: request.dpopJkt,
    ...(request.nonce ? { nonce: request.nonce } : {}),
  });
  try {
    return await post('/open', 'open', members(key), { resume: false });
  } catch (problem) {
    if (!(problem instanceof Refused) || problem.status !== 401) throw problem;
  }
  const minted = await post('/launch', 'launch', { chart: meant.chart, client: request.client });
  return post('/open', 'open', members(minted.launch));
}
