// My sign-in: one's own passkeys and sessions.

import * as session from './session.js';
import { make } from './passkey.js';
import { touch } from './step-up.js';
import { deviceName } from './device.js';
import { announce, busy, element, fail, place, show, signedIn } from './page.js';
import { say } from './words.js';

const mine = element('mine');
const error = element('error');

async function load(focus = false) {
  mine.setAttribute('aria-busy', 'true');
  try {
    show(mine, await session.post('/my-sign-in', 'my-sign-in', {}, { html: true }), { focus });
    error.replaceChildren();
  } catch (problem) {
    fail(error, problem);
  } finally {
    mine.removeAttribute('aria-busy');
  }
}

const ids = () => [...mine.querySelectorAll('[data-passkey]')].map(item => item.dataset.passkey);

function open(name) {
  element(`${name}-error`).replaceChildren();
  element(name).showModal();
}

/** Runs the form's work; on success closes its dialog, shows the page anew and says so. */
function onSubmit(name, work, done) {
  element(`${name}-form`).addEventListener('submit', event => {
    event.preventDefault();
    busy(element(`${name}-go`), async () => {
      element(`${name}-error`).replaceChildren();
      try {
        if (await work() === false) return;
        element(name).close();
        await load(true);
        announce(done());
      } catch (problem) {
        fail(element(`${name}-error`), problem);
      }
    });
  });
}

// Adding takes two presses, because some browsers want one for each use of a passkey.
let begun;

function showAdding() {
  const making = begun !== undefined;
  element('adding-prove').querySelector('p').hidden = making; // its heading stays, as the step that is done
  element('adding-make').hidden = !making;
  element('adding-go').querySelector('span').textContent = making ? say('Make the new passkey', 'Créer la nouvelle clé') : say('Use my passkey', 'Utiliser ma clé');
  if (making) element('new-label').select();
}

async function add() {
  if (!begun) {
    begun = await session.post('/passkey/begin', 'begin-passkey', { stepUp: await touch('begin-passkey', [], ids()) });
    showAdding();
    return false;
  }
  const { installation } = await session.current();
  const made = await make({ ...begun, installation });
  try {
    await session.post('/passkey/add', 'add-passkey', { ...made, label: element('new-label').value.trim() });
  } catch (problem) {
    begun = undefined; // its nonce is used up, or too old
    showAdding();
    throw problem;
  }
  return true;
}

let chosen;

async function rename() {
  const label = element('label').value.trim();
  if (!label) {
    element('label-error').textContent = say('Give it a name.', 'Donnez-lui un nom.');
    element('label').focus();
    return false;
  }
  await session.post('/passkey/rename', 'rename-passkey', { credential: chosen, label });
  return true;
}

async function remove() {
  const stepUp = await touch('remove-passkey', [chosen], ids());
  await session.post('/passkey/remove', 'remove-passkey', { credential: chosen, stepUp });
}

async function leaveEverywhere() {
  await session.post('/sign-out-everywhere', 'sign-out-everywhere', {});
  await session.forget();
  location.replace(place('/'));
  return false;
}

function pressed(event) {
  const button = event.target.closest('button');
  if (!button) return;
  const passkey = button.closest('[data-passkey]');
  const label = passkey?.querySelector('[data-label]').textContent;
  chosen = passkey?.dataset.passkey;
  if (button.id === 'add') {
    begun = undefined;
    element('new-label').value = deviceName();
    showAdding();
    open('adding');
  } else if (button.id === 'leave-everywhere') {
    open('leaving');
  } else if ('rename' in button.dataset) {
    element('label').value = label;
    element('label-error').textContent = '';
    open('naming');
    element('label').select();
  } else if ('remove' in button.dataset) {
    element('removing-name').textContent = label;
    open('removing');
  } else if ('end' in button.dataset) {
    busy(button, async () => {
      try {
        await session.post('/session/end', 'end-session', { target: button.closest('[data-session]').dataset.session });
        await load();
        element('sessions-title').tabIndex = -1;
        element('sessions-title').focus();
        announce(say('That session has ended.', 'Cette session est terminée.'));
      } catch (problem) {
        fail(error, problem);
      }
    });
  }
}

await signedIn();
mine.addEventListener('click', pressed);
for (const button of document.querySelectorAll('[data-close]')) button.addEventListener('click', () => button.closest('dialog').close());
onSubmit('adding', add, () => say('The passkey was added.', 'La clé d’accès a été ajoutée.'));
onSubmit('naming', rename, () => say('Renamed.', 'Renommée.'));
onSubmit('removing', remove, () => say('The passkey was removed.', 'La clé d’accès a été retirée.'));
onSubmit('leaving', leaveEverywhere, () => '');
await load();
await session.dropNotices();
