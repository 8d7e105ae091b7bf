// The two passkey ceremonies. The challenge is the hash of a statement that says what is being done, so what the
// authenticator signs is that statement and nothing else (docs/KEYS.md).

import * as session from './session.js';
import { deviceHint } from './device.js';

const encoder = new TextEncoder();

/** ES256, EdDSA, RS256: what phones, computers, keys and password managers make. */
const KINDS = [-7, -8, -257].map(alg => ({ type: 'public-key', alg }));
const PATIENCE_MS = 180_000;

export function supported() {
  return Boolean(window.isSecureContext && window.PublicKeyCredential && crypto?.subtle && navigator.locks);
}

async function challengeOf(statement) {
  const bytes = encoder.encode(JSON.stringify(statement));
  return { bytes, challenge: await session.hash(bytes) };
}

/** First step: asks whose link this is. The answer is good for five minutes. */
export function beginEnrolment(link, code = '') {
  return session.send('/enrol/begin', { link, code });
}

/** Makes a passkey: on this device, on a security key, or on another phone by its QR code; nothing here says which. */
export async function make(begun) {
  const statement = {
    statement: 'enrol', installation: begun.installation, person: begun.person.id, nonce: begun.nonce, expiry: begun.expiry,
  };
  const { bytes, challenge } = await challengeOf(statement);
  const credential = await navigator.credentials.create({
    publicKey: {
      challenge,
      rp: { id: begun.rpId, name: 'Holdfast' },
      user: { id: session.decode(begun.userHandle), name: begun.person.name, displayName: begun.person.name },
      pubKeyCredParams: KINDS,
      authenticatorSelection: { residentKey: 'required', requireResidentKey: true, userVerification: 'required' },
      attestation: 'none',
      excludeCredentials: begun.excludeCredentials.map(id => ({ type: 'public-key', id: session.decode(id) })),
      timeout: PATIENCE_MS,
    },
  });
  return {
    enrol: session.encode(bytes),
    attestationObject: session.encode(credential.response.attestationObject),
    clientDataJson: session.encode(credential.response.clientDataJSON),
  };
}

/** Second step of an enrolment by link: makes the passkey. Returns {credential, person}. */
export async function enrol(link, begun, label, code = '') {
  const { enrol: statement, attestationObject, clientDataJson } = await make(begun);
  return session.send('/enrol/finish', { link, statement, attestationObject, clientDataJson, label, code });
}

/**
 * Signs in, with the passkey of `known` ({id, credential}) or with any that the person picks. Returns the person. `instead`:
 * whoever was signed in on this device until now is signed out. `identity`: what the identity provider sent back before.
 */
export async function signIn(known, { instead = false, identity } = {}) {
  const begun = identity?.begun ?? await session.send('/sign-in/begin', {});
  const key = identity?.key ?? await session.makeKey();
  const statement = {
    statement: 'sign-in', installation: begun.installation, person: known?.id ?? null, credential: known?.credential ?? null,
    sessionKey: key.thumbprint, nonce: begun.nonce, expiry: begun.expiry, device: await session.device(),
  };
  const { bytes, challenge } = await challengeOf(statement);
  const assertion = await navigator.credentials.get({
    publicKey: {
      challenge,
      rpId: begun.rpId,
      allowCredentials: known?.credential ? [{ type: 'public-key', id: session.decode(known.credential) }] : [],
      userVerification: 'required',
      timeout: PATIENCE_MS,
    },
  });
  const { authenticatorData, clientDataJSON, signature, userHandle } = assertion.response;
  const credential = session.encode(assertion.rawId);
  const answer = await session.send('/sign-in/finish', {
    statement: session.encode(bytes),
    sessionKey: key.jwk,
    credential,
    authenticatorData: session.encode(authenticatorData),
    clientDataJson: session.encode(clientDataJSON),
    signature: session.encode(signature),
    userHandle: userHandle ? session.encode(userHandle) : '',
    deviceHint: deviceHint(),
    ...(identity && { identityCode: identity.code, identityVerifier: identity.verifier }),
  });
  if (instead) await session.signOut();
  await session.begin(answer, begun.installation, key, credential);
  return answer.person;
}
