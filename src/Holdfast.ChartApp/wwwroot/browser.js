// What only the browser can do for the chart application: keys that no script can read, sealed drafts, the address bar,
// signal and idleness. Called from C# (Browser/BrowserModule.cs) and from start.js. Nothing here knows what a chart is.

const DATABASE = 'holdfast-chart';
const VERSION = 1;
const PROOF_KEY = 'proof';        // store 'keys': the device's P-256 pair for DPoP
const LABEL_KEY = 'labels';       // store 'keys': HMAC key that names drafts without saying whose they are
const DRAFT_FORMAT = 'holdfast-draft-2';
const DRAFT_SECRET = /^[A-Za-z0-9_-]{43}$/;  // 32 bytes, base64url
const PADDING = 1024;             // sealed drafts have lengths in steps of this, so that a length says little
const IV_BYTES = 12;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(DATABASE, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('keys');
      request.result.createObjectStore('drafts').createIndex('owner', 'owner');
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = undefined; };
      resolve(request.result);
    };
    request.onerror = () => { opening = undefined; reject(request.error); };
  });
  return opening;
}

/** One transaction; resolves, once it is on disk, with what `work` put into `result.value`. */
async function transact(stores, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(stores, mode, mode === 'readwrite' ? { durability: 'strict' } : {});
    const result = { value: undefined };
    transaction.oncomplete = () => resolve(result.value);
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    work(transaction, result);
  });
}

function readKey(name) {
  return transact('keys', 'readonly', (transaction, result) => {
    transaction.objectStore('keys').get(name).onsuccess = event => { result.value = event.target.result; };
  });
}

/** The key of that name; made by `make` the first time. Of two tabs that make it at once, one wins for both. */
async function key(name, make) {
  const present = await readKey(name);
  if (present) return present;
  const made = await make();
  return transact('keys', 'readwrite', (transaction, result) => {
    const keys = transaction.objectStore('keys');
    keys.get(name).onsuccess = event => {
      result.value = event.target.result ?? made;
      if (!event.target.result) keys.put(made, name);
    };
  });
}

function base64url(bytes) {
  return btoa(Array.from(new Uint8Array(bytes), byte => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

// --- the key that every token is bound to ---------------------------------------------------------------------------

function proofPair() {
  return key(PROOF_KEY, () => crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, ['sign', 'verify']));
}

export async function proofPublicJwk() {
  const { crv, kty, x, y } = await crypto.subtle.exportKey('jwk', (await proofPair()).publicKey);
  return JSON.stringify({ crv, kty, x, y });
}

export async function proofSign(text) {
  const pair = await proofPair();
  return base64url(await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, encoder.encode(text)));
}

// --- drafts: AES-256-GCM, under a key that takes both this device and the person's grant ---------------------------------

/** A name for "this person's drafts of this chart" that says neither who nor whose. */
async function owner(person, chart) {
  const labels = await key(LABEL_KEY, () => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']));
  return base64url(await crypto.subtle.sign('HMAC', labels, encoder.encode(`${person}|${chart}`)));
}

// HMAC(key of this device, secret of the grant). The device's key cannot be exported and the secret is kept nowhere, so
// neither a copy of this disk nor the next person at this device has both.
async function draftKey(name, secret) {
  if (!DRAFT_SECRET.test(secret)) throw new Error('no draft secret');
  const half = await key(`draft/${name}`, () => crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']));
  const bytes = await crypto.subtle.sign('HMAC', half, encoder.encode(`${DRAFT_FORMAT}|${secret}`));
  return crypto.subtle.importKey('raw', bytes, 'AES-GCM', false, ['encrypt', 'decrypt']);
}

function bound(person, chart, id) {
  return encoder.encode(`${DRAFT_FORMAT}|${person}|${chart}|${id}`);
}

/** JSON padded with spaces, which every JSON reader skips. */
function padded(json) {
  const bytes = encoder.encode(json);
  const out = new Uint8Array(Math.ceil((bytes.length + 1) / PADDING) * PADDING).fill(0x20);
  out.set(bytes);
  return out;
}

export async function saveDraft(person, chart, secret, id, json) {
  try {
    const name = await owner(person, chart);
    const iv = crypto.getRandomValues(new Uint8Array(IV_BYTES));
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(person, chart, id) }, await draftKey(name, secret), padded(json));
    await transact('drafts', 'readwrite', transaction => { transaction.objectStore('drafts').put({ owner: name, iv, sealed }, id); });
    // Asked once something is worth keeping: the browser then does not clear it when space runs short.
    navigator.storage?.persist?.();
    return true;
  } catch {
    return false;
  }
}

export async function readDrafts(person, chart, secret) {
  const name = await owner(person, chart);
  const rows = await transact('drafts', 'readonly', (transaction, result) => {
    result.value = [];
    transaction.objectStore('drafts').index('owner').openCursor(IDBKeyRange.only(name)).onsuccess = event => {
      const cursor = event.target.result;
      if (!cursor) return;
      result.value.push({ id: cursor.primaryKey, ...cursor.value });
      cursor.continue();
    };
  });
  if (rows.length === 0) return '[]';
  const opener = await draftKey(name, secret).catch(() => undefined);
  const drafts = await Promise.all(rows.map(async ({ id, iv, sealed }) => {
    try {
      const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv, additionalData: bound(person, chart, id) }, opener, sealed);
      return decoder.decode(plain).trimEnd();
    } catch {
      return 'null';
    }
  }));
  return `[${drafts.join(',')}]`;
}

/** With the last draft of a person and chart goes its key: what a disk may still hold of them cannot be read. */
export async function dropDraft(person, chart, id) {
  const name = await owner(person, chart);
  await transact(['drafts', 'keys'], 'readwrite', transaction => {
    const drafts = transaction.objectStore('drafts');
    drafts.delete(id);
    drafts.index('owner').count(IDBKeyRange.only(name)).onsuccess = event => {
      if (event.target.result === 0) transaction.objectStore('keys').delete(`draft/${name}`);
    };
  });
}

export async function countDrafts() {
  try {
    return await transact('drafts', 'readonly', (transaction, result) => {
      transaction.objectStore('drafts').count().onsuccess = event => { result.value = event.target.result; };
    });
  } catch {
    return 0;
  }
}

// --- the address bar and this tab ------------------------------------------------------------------------------------

export const address = () => location.href;
export const cleanAddress = () => history.replaceState(null, '', document.baseURI);
export const leaveFor = url => location.replace(url);
export const reload = () => location.reload();
export const print = () => window.print();

const PENDING = 'holdfast-pending';
export const remember = pending => sessionStorage.setItem(PENDING, pending);
export function takeRemembered() {
  const pending = sessionStorage.getItem(PENDING);
  sessionStorage.removeItem(PENDING);
  return pending;
}

// --- the reader -------------------------------------------------------------------------------------------------------

const CHOSEN = 'holdfast-language';
export const language = () => localStorage.getItem(CHOSEN) ?? navigator.language ?? 'en';
export const chooseLanguage = tag => localStorage.setItem(CHOSEN, tag);
export const speak = tag => { document.documentElement.lang = tag; };

// --- signal and idleness ------------------------------------------------------------------------------------------------

let lastUse = Date.now();
for (const event of ['pointerdown', 'keydown', 'wheel', 'touchmove', 'input'])
  addEventListener(event, () => { lastUse = Date.now(); }, { passive: true, capture: true });

export const online = () => navigator.onLine;
export const idleMilliseconds = () => Date.now() - lastUse;

/** Tells C# when the signal comes or goes and when the page is looked at again. */
export function watch(changed) {
  addEventListener('online', () => changed());
  addEventListener('offline', () => changed());
  document.addEventListener('visibilitychange', () => { if (!document.hidden) changed(); });
}

let unsaved = false;
export const guardLeaving = now => { unsaved = now; };
addEventListener('beforeunload', event => { if (unsaved) event.preventDefault(); });

// --- the page ---------------------------------------------------------------------------------------------------------

/** After the next drawing, because C# asks before its own changes are in the page. */
export function focus(id) {
  requestAnimationFrame(() => document.getElementById(id)?.focus());
}

export function showSection(id) {
  requestAnimationFrame(() => {
    const section = document.getElementById(id);
    section?.scrollIntoView({ block: 'start' });
    section?.focus({ preventScroll: true });
  });
}

export const showBroken = () => { document.getElementById('broken').hidden = false; };
