// The session is locked because nobody used it, or has ended: its person goes on with a passkey, over the page, so that what
// was typed is not lost. Somebody else signs in with one press, on a clean page, and sees nothing of it.

import * as session from './session.js';
import { signIn } from './passkey.js';
import { unlock } from './step-up.js';
import { place } from './page.js';
import { explain, say } from './words.js';

let under; // one dialog, however many statements wait for it

/**
 * Resolves when the same person may go on. `why`: what the keyholder said of the session; LOCKED when only the clock says so.
 */
export function signInAgain(why = 'LOCKED') {
  under ??= ask(why).finally(() => { under = undefined; });
  return under;
}

/** In the same session while it lives, so that charts, counters and drafts go on; else in a new one. Returns the person's id. */
async function goOn(why) {
  const mine = await session.current();
  if (mine && why === 'LOCKED') {
    try {
      await unlock();
      return mine.person.id;
    } catch (error) {
      if (error.name !== 'Refused' || !['UNKNOWN', 'EXPIRED', 'LOCKED'].includes(error.why)) throw error;
    }
  }
  return (await signIn(await session.remembered())).id;
}

async function ask(why) {
  const dialog = document.getElementById('sign-in-again');
  const words = document.getElementById('sign-in-again-error');
  const before = document.body.dataset.person;
  words.textContent = '';
  const { name } = await session.remembered() ?? {};
  document.getElementById('sign-in-again-who').textContent = name ? say(` as ${name}`, ` : ${name}`) : '';
  dialog.showModal();
  return new Promise(resolve => {
    const tried = work => async () => {
      words.textContent = '';
      try {
        if (await work() !== before) {
          location.replace(place(document.body.dataset.home));
          return;
        }
        dialog.close();
        resolve();
      } catch (error) {
        words.textContent = explain(error);
      }
    };
    dialog.oncancel = event => event.preventDefault();
    document.getElementById('sign-in-again-go').onclick = tried(() => goOn(why));
    document.getElementById('sign-in-again-leave').onclick = tried(async () => (await signIn(undefined, { instead: true })).id);
  });
}
