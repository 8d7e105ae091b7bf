// A fresh touch of a passkey, bound to the one statement that needs it (docs/KEYS.md, "Step-up").

import * as session from './session.js';

const encoder = new TextEncoder();
const PATIENCE_MS = 180_000;

/**
 * The member `stepUp` of a statement of the kind `purpose`. `parts` say what it is about, in the order that docs/KEYS.md gives;
 * `allowed` are the credentials that may answer, none for any of this address.
 */
export async function touch(purpose, parts, allowed = []) {
  const mine = await session.current();
  if (!mine) throw new session.Refused(401, 'UNKNOWN', '');
  const begun = await session.send('/step-up/begin', {});
  const statement = encoder.encode(JSON.stringify({
    statement: 'step-up', installation: mine.installation, session: mine.id, purpose,
    hash: session.encode(await session.hash(encoder.encode([purpose, ...parts].join('\n')))), nonce: begun.nonce, expiry: begun.expiry,
  }));
  const assertion = await navigator.credentials.get({
    publicKey: {
      challenge: await session.hash(statement),
      rpId: begun.rpId,
      allowCredentials: allowed.map(id => ({ type: 'public-key', id: session.decode(id) })),
      userVerification: 'required',
      timeout: PATIENCE_MS,
    },
  });
  const { authenticatorData, clientDataJSON, signature } = assertion.response;
  return {
    statement: session.encode(statement),
    credential: session.encode(assertion.rawId),
    authenticatorData: session.encode(authenticatorData),
    clientDataJson: session.encode(clientDataJSON),
    signature: session.encode(signature),
  };
}

/** Goes on in the session of this page, which was locked because nobody used it. */
export async function unlock() {
  const known = await session.remembered();
  const stepUp = await touch('unlock', [], known?.credential ? [known.credential] : []);
  const { notices } = await session.post('/unlock', 'unlock', { stepUp }, { resume: false });
  await session.keepNotices(notices);
}
