// Setting, changing and removing one's own password. Secret and recovery codes are on this page alone, and nowhere after it.

import * as session from '/_content/Holdfast.Ui/session.js';
import { normalised } from '/_content/Holdfast.Ui/password.js';
import { touch } from '/_content/Holdfast.Ui/step-up.js';
import { busy, element, fail, place, show, signedIn } from '/_content/Holdfast.Ui/page.js';

const error = element('error');
const encoder = new TextEncoder();

function pressing(button, work) {
  return busy(button, async () => {
    error.replaceChildren();
    try {
      await work();
    } catch (problem) {
      fail(error, problem);
    }
  });
}

async function begin() {
  const stepUp = await touch('begin-password', []);
  show(element('secret-place'), await session.post('/password/begin', 'begin-password', { stepUp }, { html: true }), { focus: false });
  element('second').hidden = false;
  element('third').hidden = false;
  element('second-title').focus();
}

async function set() {
  const { id } = await session.current();
  const password = normalised(element('password').value);
  const about = encoder.encode(`set-password\n${id}\n`);
  const hashed = new Uint8Array(about.length + password.length);
  hashed.set(about);
  hashed.set(password, about.length);
  const codes = await session.post('/password/set', 'set-password', {
    ticket: element('generator').dataset.ticket,
    name: element('name').value.trim().toLowerCase(),
    passwordHash: session.encode(await session.hash(hashed)),
    code: element('code').value,
  }, { html: true, resume: false, beside: { password: session.encode(password) } });
  element('setting').remove();
  show(element('done'), codes);
  element('print').addEventListener('click', () => print());
}

async function remove() {
  const stepUp = await touch('remove-password', []);
  await session.post('/password/remove', 'remove-password', { stepUp });
  location.assign(place('/my-sign-in'));
}

await signedIn();
const { passwords } = await session.send('/sign-in/begin', {}).catch(() => ({}));
element(passwords ? 'steps' : 'no-passwords').hidden = false; // an older password can be removed all the same
element('begin').addEventListener('click', () => pressing(element('begin'), begin));
element('remove').addEventListener('click', () => pressing(element('remove'), remove));
element('password-form').addEventListener('submit', event => {
  event.preventDefault();
  pressing(element('set'), set);
});
element('begin').disabled = false;
