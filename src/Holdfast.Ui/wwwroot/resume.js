// The session has ended, or nobody touched the page for long: the person signs in again over the page, so that what was
// typed is not lost. Somebody else starts on a clean page and sees nothing of it.

import * as session from './session.js';
import { signIn } from './passkey.js';
import { explain } from './words.js';

let under; // one dialog, however many statements wait for it

/** Resolves when the same person is signed in again. */
export function signInAgain() {
  under ??= ask().finally(() => { under = undefined; });
  return under;
}

async function ask() {
  const dialog = document.getElementById('sign-in-again');
  const words = document.getElementById('sign-in-again-error');
  const before = document.body.dataset.person;
  words.textContent = '';
  dialog.showModal();
  return new Promise(resolve => {
    dialog.oncancel = event => event.preventDefault();
    document.getElementById('sign-in-again-leave').onclick = async () => {
      await session.forget();
      location.replace('/');
    };
    document.getElementById('sign-in-again-go').onclick = async () => {
      words.textContent = '';
      try {
        const person = await signIn();
        if (person.id !== before) {
          location.replace(document.body.dataset.home);
          return;
        }
        dialog.close();
        resolve();
      } catch (error) {
        words.textContent = explain(error);
      }
    };
  });
}
