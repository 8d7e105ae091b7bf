// The privacy officer's page: every two seconds a signed look, whose answer is three rendered parts. The keyholder is
// asked once a minute; in between the watch checks the same key itself. Nothing here is kept when the page closes.

import * as session from '/_content/Holdfast.Ui/session.js';
import { announce, busy, closedTo, element, fail, go, show, signedIn } from '/_content/Holdfast.Ui/page.js';
import { explain, say } from '/_content/Holdfast.Ui/words.js';

const EVERY_MS = 2_000;

const filter = { person: null, chart: null, node: null, alert: null, before: null, looks: false };
const parts = new Map();    // part → the markup that stands in its place
const reasons = new Map();  // hash → words that were read on this page
let people = '';
let newest;
let turn = 0;

async function look() {
  const mine = ++turn;
  const me = await session.current();
  const html = await session.post('/look', 'look', { page: 'now' }, { html: true, beside: { key: me?.jwk ?? null, ...filter } });
  if (mine === turn) draw(html);
}

function draw(html) {
  const box = document.createElement('div');
  show(box, html, { focus: false });
  const seen = box.querySelector('[data-parts]');
  sayDatesOnce(seen);
  for (const part of seen.querySelectorAll('[data-part]')) put(part.dataset.part, part);
  fillPeople(seen.dataset.people);
  element('newest').hidden = filter.before === null;
  tellNewest(seen.dataset);
}

// A date stands where it changes, as in a diary.
function sayDatesOnce(seen) {
  let before;
  for (const date of seen.querySelectorAll('.event-time span')) {
    if (date.textContent === before) date.className = 'visually-hidden';
    before = date.textContent;
  }
}

// Only what changed is replaced, so that a reader's place, an open detail and the focus stay where they are.
function put(name, part) {
  if (parts.get(name) === part.innerHTML) return;
  parts.set(name, part.innerHTML);
  const target = element(name);
  const focused = target.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const open = new Set([...target.querySelectorAll('details[open]')].map(nameOf));
  target.replaceChildren(...part.childNodes);
  for (const detail of target.querySelectorAll('details')) detail.open = open.has(nameOf(detail));
  for (const [hash, words] of reasons) showReason(hash, words);
  if (focused) target.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function nameOf(detail) {
  return detail.dataset.keep ?? detail.className;
}

function fillPeople(json) {
  if (json === people) return;
  people = json;
  const select = element('filter-person');
  select.replaceChildren(select.options[0], ...JSON.parse(json).map(person => new Option(person.name, person.id)));
  select.value = filter.person ?? '';
}

function tellNewest({ newest: key, newestAt, newestWords }) {
  const now = key ? `${key} ${newestAt}` : '';
  if (newest !== undefined && now !== newest && now) announce(say(`New alert: ${newestWords}`, `Nouvelle alerte : ${newestWords}`));
  newest = now;
}

function choose(change, words) {
  Object.assign(filter, { person: null, chart: null, node: null, alert: null, before: null }, change);
  element('filter-person').value = filter.person ?? '';
  element('filter-chart').value = filter.chart ?? '';
  element('filtered').hidden = !words;
  element('filtered-words').textContent = words ?? '';
  return refresh();
}

async function refresh({ toEvents = true } = {}) {
  try {
    await look();
    element('problem').replaceChildren();
    if (toEvents) {
      element('events-title').scrollIntoView({ block: 'start' });
      element('events-title').focus({ preventScroll: true });
    }
  } catch (error) {
    fail(element('problem'), error);
  }
}

function showReason(hash, words) {
  for (const place of document.querySelectorAll(`[data-reason-words="${CSS.escape(hash)}"]`)) {
    place.textContent = words;
    place.hidden = false;
  }
  for (const button of document.querySelectorAll(`[data-reason="${CSS.escape(hash)}"]`)) button.hidden = true;
}

async function readReason(button) {
  const hash = button.dataset.reason;
  const { reason } = await session.post('/reason', 'reason', { hash });
  reasons.set(hash, reason);
  showReason(hash, reason);
  announce(reason);
}

function askThaw(button) {
  const dialog = element('thaw');
  dialog.dataset.person = button.dataset.thawPerson ?? '';
  dialog.dataset.node = button.dataset.thawNode ?? '';
  element('thaw-who').textContent = button.dataset.thawWho;
  element('thaw-reason').value = '';
  element('thaw-error').textContent = '';
  dialog.showModal();
  element('thaw-reason').focus();
}

async function thaw(event) {
  event.preventDefault();
  const dialog = element('thaw');
  const reason = element('thaw-reason').value.trim();
  if (reason.length < 10) {
    element('thaw-error').textContent = say('Say why in at least 10 characters.', 'Dites pourquoi, en 10 caractères au moins.');
    element('thaw-reason').focus();
    return;
  }
  await busy(element('thaw-go'), async () => {
    try {
      await session.post('/propose', 'propose', { kind: 'thaw', payload: { person: dialog.dataset.person || null, node: dialog.dataset.node || null, reason } });
      dialog.close();
      announce(say('Asked. Another approver must agree, under Approvals.', 'Demandé. Une autre personne doit approuver, sous Approbations.'));
      await refresh({ toEvents: false });
    } catch (error) {
      element('thaw-error').textContent = explain(error);
    }
  });
}

function pressed(event) {
  const button = event.target.closest('button');
  if (!button) return;
  const { person, chart, alert, before, reason, thaw: frozen, newestPage } = button.dataset;
  if (person) choose({ person }, button.textContent.trim());
  else if (chart) choose({ chart }, `${say('chart', 'dossier')} ${chart}`);
  else if (alert) choose({ alert }, button.dataset.alertTitle);
  else if (before) { filter.before = Number(before); refresh(); }
  else if (newestPage !== undefined) { filter.before = null; refresh(); }
  else if (reason) busy(button, () => readReason(button).catch(error => fail(element('problem'), error)));
  else if (frozen !== undefined) askThaw(button);
}

function wire() {
  element('main').addEventListener('click', pressed);
  element('thaw-form').addEventListener('submit', thaw);
  element('thaw-cancel').addEventListener('click', () => element('thaw').close());
  element('filter').addEventListener('submit', event => event.preventDefault());
  element('filter-clear').addEventListener('click', () => choose({}));
  element('filter-looks').addEventListener('change', event => { filter.looks = event.target.checked; refresh({ toEvents: false }); });
  element('filter-person').addEventListener('change', event => {
    const { value, selectedOptions } = event.target;
    choose(value ? { person: value } : {}, value ? selectedOptions[0].textContent : undefined);
  });
  element('filter-chart').addEventListener('change', event => {
    const chart = event.target.value.trim().toLowerCase();
    const wrong = chart !== '' && !/^[0-9a-f]{32}$/.test(chart);
    event.target.setAttribute('aria-invalid', String(wrong));
    element('filter-chart-error').textContent = wrong ? say('A chart’s id has 32 characters, 0–9 and a–f.', 'L’identifiant d’un dossier compte 32 caractères, 0–9 et a–f.') : '';
    if (!wrong) choose(chart ? { chart } : {}, chart ? `${say('chart', 'dossier')} ${chart}` : undefined);
  });
}

function live(on) {
  element('live').hidden = false;
  element('live').classList.toggle('good', on);
  element('live').classList.toggle('warn', !on);
  const words = on ? say('Live', 'En direct') : say('No connection: trying again', 'Pas de connexion : nouvel essai');
  if (element('live-words').textContent !== words) element('live-words').textContent = words;
}

async function keepLooking() {
  while (true) {
    // Nobody looks at a hidden or covered page, so nothing is asked for: the session can go idle.
    if (!document.hidden && !document.querySelector('dialog[open]')) {
      try {
        await look();
        live(true);
      } catch (error) {
        if (error?.name === 'Refused' && error.status === 403) {
          fail(element('problem'), error);
          return;
        }
        live(false);
      }
    }
    await new Promise(resolve => setTimeout(resolve, EVERY_MS));
  }
}

const me = await signedIn();
if (closedTo(me.person)) {
  go('/approvals'); // approvers of every role sign in here
} else {
  wire();
  await keepLooking();
}
