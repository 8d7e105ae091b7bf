// Sign-in by password and code, where the provider takes them.

import * as session from './session.js';
import { deviceHint } from './device.js';

/** As the keyholder takes it: UTF-8 in NFKC, so that one keyboard's "é" is another's. */
export function normalised(password) {
  return new TextEncoder().encode(password.normalize('NFKC'));
}

/** Signs in; `code` is the application's, or a recovery code. Returns the person. */
export async function signInByPassword(name, password, code) {
  const [begun, key, before] = await Promise.all([session.send('/sign-in/begin', {}), session.makeKey(), session.remembered()]);
  const answer = await session.send('/sign-in/password', {
    name, password: session.encode(normalised(password)), code, sessionKey: key.jwk, deviceHint: deviceHint(),
  });
  // The passkey that this person used here before is still the one to unlock with.
  await session.begin(answer, begun.installation, key, before?.id === answer.person.id ? before.credential : undefined);
  return answer.person;
}
