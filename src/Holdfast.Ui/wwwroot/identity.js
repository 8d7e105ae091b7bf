// Signing in at the organisation's identity provider (OpenID Connect) before the passkey. The session's key is made first, and
// what the provider signs names it: the token is worth something to this browser, for this sign-in, beside a passkey.

import * as session from './session.js';
import * as store from './store.js';

const KEPT = 'identity';
const encoder = new TextEncoder();

const random = () => session.encode(crypto.getRandomValues(new Uint8Array(32)));
const digest = async text => session.encode(await session.hash(encoder.encode(text)));

/** Leaves for the provider. `place` has its address and our client id. */
export async function leave(place) {
  const begun = await session.send('/sign-in/begin', {});
  const key = await session.makeKey();
  const [verifier, state] = [random(), random()];
  await store.write('device', KEPT, { begun, key, verifier, state });
  const address = new URL(place.identityAddress);
  const asked = {
    response_type: 'code', scope: 'openid', client_id: place.identityClient, redirect_uri: `${location.origin}/`, state,
    nonce: await digest(`identity\n${key.thumbprint}\n${begun.nonce}`), code_challenge: await digest(verifier), code_challenge_method: 'S256',
  };
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value);
  location.assign(address.href);
}

/** What the provider sent back with this browser, once: {begun, key, code, verifier}; undefined when it sent nothing of ours. */
export async function back() {
  const answer = new URLSearchParams(location.search);
  if (!answer.has('state')) return undefined;
  const kept = await store.read('device', KEPT);
  await store.remove('device', KEPT);
  for (const name of [...answer.keys()].filter(name => name !== 'lang')) answer.delete(name);
  const { search } = location;
  history.replaceState(null, '', location.pathname + (answer.size > 0 ? `?${answer}` : ''));
  const sent = new URLSearchParams(search);
  if (!kept || kept.state !== sent.get('state') || !sent.get('code')) return undefined;
  return { begun: kept.begun, key: kept.key, code: sent.get('code'), verifier: kept.verifier };
}
