// Enrolment: /enrol#secret. The secret is in the fragment, which no browser sends and no server logs; it leaves the
// address bar at once.

import { beginEnrolment, enrol, signIn, supported } from './passkey.js';
import { afterSignIn, busy, element, fail, roleName } from './page.js';
import { deviceName } from './device.js';
import { explain } from './words.js';

/** A begun enrolment lives five minutes; one that is older is begun again before it is used. */
const FRESH_MS = 4 * 60_000;

const error = element('enrol-error');
let begun;
let begunMs;

let code = '';

async function begin(link) {
  begun = await beginEnrolment(link, code);
  begunMs = Date.now();
}

async function start() {
  const link = location.hash.slice(1);
  document.querySelector('.language').hash = link; // the one link of this page that needs it again
  history.replaceState(null, '', location.pathname + location.search);
  if (!supported()) {
    element('unsupported').hidden = false;
    return;
  }
  if (!link) {
    element('no-link').hidden = false;
    return;
  }
  try {
    await begin(link);
  } catch (problem) {
    if (problem.why === 'CODE_NEEDED') await askCode(link);
    else return fail(error, problem);
  }
  element('enrol-name').textContent = begun.person.name;
  element('enrol-role').textContent = roleName(begun.person.role);
  element('label').value = deviceName();
  element('enrol-form').hidden = false;
  element('enrol-form').addEventListener('submit', event => {
    event.preventDefault();
    busy(element('enrol'), () => make(link));
  });
  element('first-sign-in').addEventListener('click', () => busy(element('first-sign-in'), () => enter().catch(problem => fail(error, problem))));
}

// The link's other half, which a second colleague reads out. Resolves once it fits.
function askCode(link) {
  const form = element('code-form');
  form.hidden = false;
  element('code').focus();
  return new Promise(resolve => {
    form.addEventListener('submit', event => {
      event.preventDefault();
      busy(element('code-go'), async () => {
        element('code-error').textContent = '';
        code = element('code').value.trim();
        if (!code) return;
        try {
          await begin(link);
          form.hidden = true;
          resolve();
        } catch (problem) {
          element('code-error').textContent = explain(problem);
          element('code').select();
        }
      });
    });
  });
}

let made;

async function make(link) {
  error.replaceChildren();
  try {
    if (Date.now() - begunMs > FRESH_MS) await begin(link);
    made = await enrol(link, begun, element('label').value.trim(), code);
  } catch (problem) {
    begunMs = 0; // its nonce may be used up
    fail(error, problem);
    return;
  }
  element('enrol-form').hidden = true;
  element('enrolled').hidden = false;
  element('enrolled-title').focus();
  // Some browsers want a press for each use of a passkey: then the button does it.
  await enter().catch(() => {});
}

async function enter() {
  await signIn({ id: made.person.id, credential: made.credential });
  location.replace(afterSignIn());
}

await start();
