// The sign-in page.

import * as session from './session.js';
import { signIn, supported } from './passkey.js';
import { signInByPassword } from './password.js';
import { back, leave } from './identity.js';
import { afterSignIn, busy, element, fail } from './page.js';

const button = element('sign-in');
const other = element('sign-in-other');
const error = element('sign-in-error');

async function start() {
  if (!supported()) {
    element('unsupported').hidden = false;
    return;
  }
  if (await session.current()) {
    location.replace(afterSignIn());
    return;
  }
  const known = await session.remembered();
  let identity = await offerIdentity();
  if (known) {
    element('sign-in-name').textContent = known.name;
    element('sign-in-known').hidden = false;
    element('sign-in-anyone').hidden = true;
    other.hidden = false;
  }
  // A code of the provider works once, with a passkey or not.
  const take = () => { const once = identity; identity = undefined; return { identity: once }; };
  button.addEventListener('click', () => run(button, () => signIn(known, take())));
  other.addEventListener('click', () => run(other, () => signIn(undefined, take())));
  offerPassword();
  button.disabled = false; // not before: a press on a page that is still loading would be lost
}

/** Only where the provider has one: a way to it, and what came back from it. */
async function offerIdentity() {
  const first = element('identity-first');
  if (!first) return undefined;
  first.addEventListener('click', () => busy(first, () => leave(element('hero').dataset).catch(problem => fail(error, problem))));
  const answer = await back();
  if (answer) {
    element('identity-done').hidden = false;
    first.hidden = true;
    element('identity-hint').hidden = true;
  }
  return answer;
}

/** Only where the keyholder's policy says so. */
async function offerPassword() {
  const { passwords } = await session.send('/sign-in/begin', {}).catch(() => ({}));
  if (!passwords) return;
  element('no-password').hidden = true;
  element('passkey-or-password').hidden = false;
  element('by-password').hidden = false;
  element('password-form').addEventListener('submit', event => {
    event.preventDefault();
    run(element('sign-in-by-password'), () => signInByPassword(element('name').value, element('password').value, element('code').value));
  });
}

function run(pressed, work) {
  return busy(pressed, async () => {
    error.replaceChildren();
    try {
      await work();
      location.replace(afterSignIn());
    } catch (problem) {
      fail(error, problem);
      if (pressed !== element('sign-in-by-password')) element('help').open = true;
    }
  });
}

await start();
