// My day: asks for the visits of one day of this device's calendar, and says which is next, late or opened.

import * as store from '/_content/Holdfast.Ui/store.js';
import { post } from '/_content/Holdfast.Ui/session.js';
import { announce, busy, closedTo, element, fail, inWords, show, signedIn } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';
import { wireOpening } from '/scripts/open-chart.js';

/** A visit is called late this long after its planned start, when its chart was not opened on this device. */
const LATE_AFTER_MS = 15 * 60_000;

/** The list is asked for again when the page comes back to the front after this long. */
const STALE_MS = 5 * 60_000;

const day = element('day');
const error = element('error');
let chosen = 0;
let loadedMs = 0;

function bounds(offset) {
  const now = new Date();
  const at = days => new Date(now.getFullYear(), now.getMonth(), now.getDate() + days).getTime();
  return { from: at(offset), to: at(offset + 1) };
}

async function load({ quietly = false } = {}) {
  const { from, to } = bounds(chosen);
  element('day-in-words').textContent = inWords.day(from);
  day.setAttribute('aria-busy', 'true');
  try {
    const html = await post('/my-day', 'my-day', { from, to }, { html: true });
    error.replaceChildren();
    show(day, html, { focus: false });
    loadedMs = Date.now();
    await mark();
    if (!quietly) announceCount();
  } catch (problem) {
    if (!loadedMs) day.replaceChildren();
    fail(error, problem);
  } finally {
    day.removeAttribute('aria-busy');
  }
}

function announceCount() {
  const count = day.querySelectorAll('.visit').length;
  announce(count === 1 ? say('1 visit', '1 visite') : say(`${count} visits`, `${count} visites`));
}

function minutes(ms) {
  const whole = Math.round(ms / 60_000);
  return whole < 90 ? `${whole} min` : say(`${Math.round(whole / 60)} h`, `${Math.round(whole / 60)} h`);
}

async function mark() {
  const opened = new Map(await store.all('opened'));
  const now = Date.now();
  let next;
  for (const visit of day.querySelectorAll('.visit')) {
    const start = Number(visit.dataset.start);
    const end = Number(visit.dataset.end);
    const openedMs = opened.get(`${visit.dataset.chart} ${start}`);
    visit.className = 'visit';
    if (openedMs) tell(visit, 'opened', 'good', say(`Opened ${inWords.time(openedMs)}`, `Ouvert ${inWords.time(openedMs)}`));
    else if (chosen !== 0) tell(visit, '', '', '');
    else if (now > start + LATE_AFTER_MS) tell(visit, 'late', 'warn', say(`Late by ${minutes(now - start)}`, `En retard de ${minutes(now - start)}`));
    else if (now >= start) tell(visit, 'next', 'brand', say('Now', 'Maintenant'));
    else if (!next) tell(visit, 'next', 'brand', say(`Next · in ${minutes(start - now)}`, `Prochaine · dans ${minutes(start - now)}`));
    else tell(visit, '', '', '');
    if (!openedMs && chosen === 0 && end >= now) next ??= visit;
    visit.querySelector('.actions .button').classList.toggle('primary', visit === next);
    visit.querySelector('.actions .button').classList.toggle('soft', visit !== next);
  }
}

function tell(visit, state, kind, words) {
  if (state) visit.classList.add(state);
  const pill = visit.querySelector('[data-state]');
  pill.className = `pill ${kind}`;
  pill.textContent = words;
  pill.hidden = !words;
}

const { person } = await signedIn();
if (!closedTo(person)) {
  wireOpening(day, error);
  for (const button of document.querySelectorAll('[data-day]')) {
    button.addEventListener('click', () => busy(button, async () => {
      chosen = Number(button.dataset.day);
      for (const other of document.querySelectorAll('[data-day]')) other.setAttribute('aria-pressed', String(other === button));
      await load();
    }));
  }
  element('refresh').addEventListener('click', () => busy(element('refresh'), () => load()));
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && Date.now() - loadedMs > STALE_MS) load({ quietly: true });
  });
  // Coming back from a chart with the browser's Back shows the page as it was left: bring its marks up to date.
  window.addEventListener('pageshow', event => { if (event.persisted) mark(); });
  setInterval(mark, 30_000);
  await load({ quietly: true });
}
