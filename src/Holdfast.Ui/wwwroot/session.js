// The session of a signed-in person: a P-256 key that cannot leave this browser, and a counter that never repeats.
// Every request for anything is a statement signed with that key (docs/KEYS.md, "Signed statements"); the keyholder
// checks it. There is no cookie, so nothing that travels by itself opens anything.

import * as store from './store.js';

const HEADER = '{"alg":"ES256","typ":"holdfast+jws"}';
const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256' };
const ANSWER_WITHIN_MS = 20_000;

const encoder = new TextEncoder();

/** The server said no. `why` is the contract's word for it, `message` is for people, in their language. */
export class Refused extends Error {
  constructor(status, why, message, body) {
    super(message);
    this.name = 'Refused';
    this.status = status;
    this.why = why;
    this.body = body;
  }
}

export function encode(bytes) {
  return new Uint8Array(bytes).toBase64?.({ alphabet: 'base64url', omitPadding: true }) ??
    btoa(Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join(''))
      .replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function decode(text) {
  const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, character => character.charCodeAt(0));
}

export async function hash(bytes) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
}

/** A new key pair for a session; the private half is not extractable. `jwk` is the public half in RFC 7638 form. */
export async function makeKey() {
  const pair = await crypto.subtle.generateKey(ALGORITHM, false, ['sign', 'verify']);
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', pair.publicKey);
  const jwk = JSON.stringify({ crv, kty, x, y });
  return { key: pair.privateKey, jwk, thumbprint: encode(await hash(encoder.encode(jwk))) };
}

/** The session on this device, or undefined. A session whose end has come by the clock is forgotten. */
export async function current() {
  const session = await store.read('session', 'current');
  if (session && Date.now() > session.startedMs + session.overallSeconds * 1000) {
    await forget();
    return undefined;
  }
  return session;
}

export async function begin({ session, person, idleSeconds, overallSeconds, notices }, installation, { key, jwk }, credential) {
  const now = Date.now();
  await store.write('session', 'current', {
    id: session, person, installation, key, jwk, counter: 0, idleSeconds, overallSeconds, startedMs: now, usedMs: now,
  });
  await store.write('device', 'person', { ...person, credential });
  await store.remove('device', 'notices');
  await keepNotices(notices);
  // Other tabs may still show what somebody else was doing here.
  new BroadcastChannel('holdfast').postMessage({ person: person.id });
}

/** What happened to the person's sign-in since this passkey was used last: shown on every page until they have looked. */
export async function keepNotices(notices) {
  if (notices?.length) await store.write('device', 'notices', [...notices, ...(await store.read('device', 'notices') ?? [])]);
}

export async function untold() {
  return await store.read('device', 'notices') ?? [];
}

export function dropNotices() {
  return store.remove('device', 'notices');
}

/**
 * The thumbprint of a key that this browser keeps for this origin and never gives away. It says that two sign-ins came
 * from one browser, so that nobody approves in passing at the asker's own screen; nothing is signed with it.
 */
export async function device() {
  const kept = await store.read('device', 'key');
  if (kept) return kept.thumbprint;
  const { key, thumbprint } = await makeKey();
  await store.write('device', 'key', { key, thumbprint });
  return (await store.read('device', 'key')).thumbprint;
}

/** Who signed in here last: {id, name, role, credential}. */
export function remembered() {
  return store.read('device', 'person');
}

/** The next person of a shared device finds neither key nor trace of charts of the one before. */
export async function forget() {
  await Promise.all([...['session', 'launches', 'opened'].map(store.clear), dropNotices()]);
}

// Takes the next counter in one transaction, so that two tabs cannot take the same one. A page that was made for one
// person never signs as another who has signed in meanwhile in another tab.
async function nextCounter() {
  return store.transact('session', 'readwrite', (objects, result) => {
    objects.get('current').onsuccess = event => {
      const session = event.target.result;
      const pageOf = document.body.dataset.person;
      if (!session || (pageOf && pageOf !== session.person.id)) return;
      session.counter += 1;
      session.usedMs = Date.now();
      objects.put(session, 'current');
      result.value = session;
    };
  });
}

/** Signs a statement as the session: a compact JWS. Members are those that docs/KEYS.md lists for it, none left out. */
export async function sign(statement, members = {}) {
  const session = await nextCounter();
  if (!session) throw new Refused(401, 'UNKNOWN', '');
  const payload = JSON.stringify({
    statement, installation: session.installation, session: session.id, counter: session.counter, ...members,
  });
  const signed = `${encode(encoder.encode(HEADER))}.${encode(encoder.encode(payload))}`;
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, session.key, encoder.encode(signed));
  return `${signed}.${encode(signature)}`;
}

/** Sends JSON, takes JSON (or, asked for, an HTML fragment); throws Refused. For what needs no session. */
export async function send(path, body, { html = false } = {}) {
  const response = await fetch(path, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/json',
      'Accept': html ? 'text/html' : 'application/json',
      'Accept-Language': document.documentElement.lang,
    },
    body: JSON.stringify(body),
    credentials: 'omit',
    cache: 'no-store',
    redirect: 'error',
    referrerPolicy: 'no-referrer',
    signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
  });
  if (response.ok) return html ? response.text() : response.json();
  if (html && response.headers.get('Content-Type')?.startsWith('text/html')) {
    const refused = new Refused(response.status, '', '');
    refused.fragment = await response.text(); // a no that has more to show than words
    throw refused;
  }
  const answer = await response.json().catch(() => undefined);
  if (!answer?.refusal) throw new Error(`${response.status}`);
  throw new Refused(response.status, answer.refusal.why, answer.refusal.message, answer);
}

/**
 * Signs a statement and sends it. When the session is locked or has ended, the person goes on in a dialog over the page
 * (what was typed stays), and the statement is signed anew; with `resume: false` the refusal is thrown instead. `beside` goes
 * into the body next to the statement, unsigned.
 */
export async function post(path, statement, members = {}, { html = false, resume = true, beside = {} } = {}) {
  let why;
  try {
    return await once(path, statement, members, html, beside);
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 401 || !resume) throw error;
    why = error.why;
  }
  await (await import('./resume.js')).signInAgain(why);
  return once(path, statement, members, html, beside);
}

// Counters must arrive in order: one statement at a time, over all tabs.
function once(path, statement, members, html, beside) {
  return navigator.locks.request('holdfast-statement', async () =>
    send(path, { jws: await sign(statement, members), ...beside }, { html }));
}

export async function signOut() {
  try {
    await post('/sign-out', 'sign-out', {}, { resume: false });
  } catch {
    // The session is ended here in any case; at the keyholder it ends by itself when its time has come.
  } finally {
    await forget();
  }
}
