// The sign-in page.

import * as session from './session.js';
import { signIn, supported } from './passkey.js';
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
  if (known) {
    element('sign-in-name').textContent = known.name;
    element('sign-in-known').hidden = false;
    element('sign-in-anyone').hidden = true;
    other.hidden = false;
  }
  button.addEventListener('click', () => run(button, known));
  other.addEventListener('click', () => run(other));
  button.disabled = false; // not before: a press on a page that is still loading would be lost
}

function run(pressed, known) {
  return busy(pressed, async () => {
    error.replaceChildren();
    try {
      await signIn(known);
      location.replace(afterSignIn());
    } catch (problem) {
      fail(error, problem);
      element('help').open = true;
    }
  });
}

await start();
