// What every page of a signed-in person does: who is there, which places they may go, going out, idling, fragments.

import * as session from './session.js';
import { explain, locale, say } from './words.js';

const body = document.body;

// Fragments come from this origin's own server, rendered and encoded there. One policy makes them the only HTML that a
// page accepts (Trusted Types); nothing else here assigns markup.
const fragments = window.trustedTypes?.createPolicy('holdfast-fragment', { createHTML: html => html }) ?? { createHTML: html => html };

export const element = id => document.getElementById(id);

/** A path of this origin, in the language that the person chose. */
export function place(path) {
  const chosen = new URLSearchParams(location.search).get('lang');
  if (!chosen) return path;
  return `${path}${path.includes('?') ? '&' : '?'}lang=${encodeURIComponent(chosen)}`;
}

export function go(path) {
  location.assign(place(path));
}

const AFTER = 'holdfast-after';

/** Where to go once signed in: a path of this origin, never another. */
export function afterSignIn() {
  const path = sessionStorage.getItem(AFTER);
  sessionStorage.removeItem(AFTER);
  return path && /^\/(?![\\/])/.test(path) ? path : place(body.dataset.home);
}

/** The session of this page. Without one, goes to the sign-in page, and comes back. */
export async function signedIn() {
  const live = await session.current();
  if (!live) {
    sessionStorage.setItem(AFTER, location.pathname + location.search);
    location.replace(place('/'));
    return new Promise(() => {});
  }
  dress(live.person);
  watchIdle(live.idleSeconds);
  keepToOnePerson(live.person.id);
  await tell();
  return live;
}

// A shared tablet: what one person saw is not there for the next, neither in another tab nor behind the Back button.
function keepToOnePerson(id) {
  new BroadcastChannel('holdfast').onmessage = ({ data }) => { if (data.person !== id) location.replace(place('/')); };
  window.addEventListener('pagehide', () => body.classList.add('put-away'));
  window.addEventListener('pageshow', async event => {
    if (event.persisted && (await session.current())?.person.id !== id) location.replace(place('/'));
    else body.classList.remove('put-away');
  });
}

// What happened to the person's own sign-in is said on every page until they have looked at it.
async function tell() {
  const notices = await session.untold();
  if (notices.length === 0 || location.pathname === '/my-sign-in') return;
  const notice = document.createElement('div');
  notice.className = 'notice warn told';
  notice.setAttribute('role', 'status');
  const words = document.createElement('p');
  const when = inWords.moment(notices[0].at);
  words.textContent = notices[0].kind === 'recovered'
    ? say(`Your sign-in was recovered by two colleagues (${when}). If you did not ask for it, say so at once.`, `Votre connexion a été rétablie par deux collègues (${when}). Si vous ne l’avez pas demandé, dites-le sans attendre.`)
    : say(`Something changed in how you sign in (${when}). Was it you?`, `Votre façon de vous connecter a changé (${when}). Était-ce vous?`);
  const link = document.createElement('a');
  link.className = 'button';
  link.href = place('/my-sign-in');
  link.textContent = say('Look', 'Voir');
  notice.append(words, link);
  element('main').prepend(notice);
}

function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return ((words[0]?.[0] ?? '') + (words.length > 1 ? words.at(-1)[0] : '')).toLocaleUpperCase();
}

/** Shows the person in the header, the places that the person's role has, and, on a page of other roles, says so. */
function dress(person) {
  body.dataset.person = person.id;
  body.dataset.role = person.role;
  showForRole(body);
  element('person-name').textContent = person.name;
  element('person-initials').textContent = initials(person.name);
  element('person-role').textContent = roleName(person.role);
  element('person').hidden = false;
  element('sign-out').addEventListener('click', async () => {
    await session.signOut();
    sessionStorage.removeItem(AFTER);
    location.replace(place('/'));
  });
  document.addEventListener('click', event => {
    const menu = element('person');
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', event => {
    const menu = element('person');
    if (event.key === 'Escape' && menu.open) { menu.open = false; menu.querySelector('summary').focus(); }
  });
}

// What one role has no use for is left out; what it may do is the keyholder's to decide.
function showForRole(root) {
  const { role } = body.dataset;
  for (const item of root.querySelectorAll('[data-roles]')) item.hidden = !item.dataset.roles.split(' ').includes(role);
  for (const item of root.querySelectorAll('[data-not-roles]')) item.hidden = item.dataset.notRoles.split(' ').includes(role);
}

export function roleName(role) {
  switch (role) {
    case 'nurse': return say('Nurse', 'Soins infirmiers');
    case 'therapist': return say('Therapist', 'Thérapie');
    case 'personal-support-worker': return say('Personal support worker', 'Soutien à la personne');
    case 'coordinator': return say('Coordinator', 'Coordination des soins');
    case 'clinical-supervisor': return say('Clinical supervisor', 'Supervision clinique');
    case 'privacy-officer': return say('Privacy officer', 'Protection de la vie privée');
    case 'administrator': return say('Administrator', 'Administration');
    case 'auditor': return say('Auditor', 'Vérification');
    default: return role;
  }
}

/** True for a page that this person's role has no business on. */
export function closedTo(person) {
  const roles = body.dataset.pageRoles;
  return Boolean(roles) && !roles.split(' ').includes(person.role);
}

// An unattended screen shows no patient: the dialog covers the page. What was typed stays under it.
function watchIdle(idleSeconds) {
  let last = Date.now();
  for (const sign of ['pointerdown', 'keydown', 'wheel', 'touchstart'])
    document.addEventListener(sign, () => { if (!document.querySelector('dialog[open]')) last = Date.now(); }, { passive: true });
  setInterval(async () => {
    if (Date.now() - last < idleSeconds * 1000 || document.querySelector('dialog[open]')) return;
    await (await import('./resume.js')).signInAgain();
    last = Date.now();
  }, 5_000);
}

/** Puts a fragment in its place, its times in local words, and says or focuses what changed. */
export function show(target, html, { focus = true } = {}) {
  target.innerHTML = fragments.createHTML(html);
  localise(target);
  showForRole(target);
  if (!focus) return;
  const first = target.querySelector('[data-focus]');
  if (first) {
    first.tabIndex = -1;
    first.focus({ preventScroll: false });
  }
}

/** Tells a screen reader, without moving anything. */
export function announce(text) {
  const live = element('announcements');
  live.textContent = '';
  setTimeout(() => { live.textContent = text; }, 50);
}

/** Shows an error where the work is, and moves to it. */
export function fail(target, error) {
  const notice = document.createElement('div');
  notice.className = 'notice danger';
  notice.setAttribute('role', 'alert');
  notice.tabIndex = -1;
  const words = document.createElement('p');
  words.textContent = explain(error);
  notice.append(words);
  target.replaceChildren(notice);
  notice.focus();
  notice.scrollIntoView({ block: 'nearest' });
}

/** Runs `work` while the button shows that it runs; a second press does nothing meanwhile. */
export async function busy(button, work) {
  if (button?.getAttribute('aria-busy') === 'true') return undefined;
  button?.setAttribute('aria-busy', 'true');
  try {
    return await work();
  } finally {
    button?.removeAttribute('aria-busy');
  }
}

const time = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const date = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'short', day: 'numeric' });
const moment = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const birth = new Intl.DateTimeFormat(locale, { year: 'numeric', month: 'long', day: 'numeric', timeZone: 'UTC' });

export const inWords = {
  time: ms => time.format(ms),
  day: ms => day.format(ms),
  date: ms => date.format(ms),
  moment: ms => moment.format(ms),
};

/** Whole years from a birth date (YYYY-MM-DD) to today, by the calendar of this device. */
export function age(born, today = new Date()) {
  const [year, month, dayOfMonth] = born.split('-').map(Number);
  const had = today.getMonth() + 1 > month || (today.getMonth() + 1 === month && today.getDate() >= dayOfMonth);
  return today.getFullYear() - year - (had ? 0 : 1);
}

function ageInWords(born) {
  const years = age(born);
  if (years >= 2) return say(`${years} years`, `${years} ans`);
  const [year, month, dayOfMonth] = born.split('-').map(Number);
  const days = Math.max(0, Math.floor((Date.now() - new Date(year, month - 1, dayOfMonth)) / 86_400_000));
  if (days < 60) return say(`${days} days`, `${days} jours`);
  const months = Math.floor(days / 30.44);
  return say(`${months} months`, `${months} mois`);
}

/** `<time data-ms data-form="time|day|date|moment">` and `<span data-born>`: the server knows neither time zone nor today. */
export function localise(root) {
  for (const item of root.querySelectorAll('time[data-ms]'))
    item.textContent = inWords[item.dataset.form ?? 'time'](Number(item.dataset.ms));
  for (const item of root.querySelectorAll('[data-born]'))
    item.textContent = `${ageInWords(item.dataset.born)} · ${birth.format(new Date(item.dataset.born))}`;
}
