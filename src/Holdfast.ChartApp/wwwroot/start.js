// Starts the application, or sends the browser on to the desk. A file of its own because the page's policy refuses scripts
// inside the page. The first half of the SMART launch is here and not in C#, so that the runtime is started once, not twice.

import { proofPublicJwk, remember } from './browser.js';

const CLIENT = 'holdfast-chart';
const SCOPE = 'launch patient/*.cruds';
const SECRET_BYTES = 32;

const encoder = new TextEncoder();
const base64url = bytes => btoa(String.fromCharCode(...new Uint8Array(bytes))).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
const secret = () => base64url(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
const hash = async text => base64url(await crypto.subtle.digest('SHA-256', encoder.encode(text)));

function speak() {
  const french = (localStorage.getItem('holdfast-language') ?? navigator.language ?? 'en').toLowerCase().startsWith('fr');
  document.documentElement.lang = french ? 'fr-CA' : 'en-CA';
  for (const element of document.querySelectorAll('[data-fr]'))
    if (french) element.textContent = element.dataset.fr;
  for (const button of document.querySelectorAll('[data-reload]'))
    button.addEventListener('click', () => location.reload());
}

/**
 * The address of the authorization request (SMART App Launch, PKCE S256, dpop_jkt), when this page was opened with a
 * launch by the server that it came from. Otherwise nothing: the application then says what was wrong.
 */
async function authorization() {
  const query = new URLSearchParams(location.search);
  const fhir = `${location.origin}/fhir`;
  if (query.getAll('iss').length !== 1 || query.getAll('launch').length !== 1 || query.get('iss').replace(/\/$/, '') !== fhir) return undefined;
  const answer = await fetch(`${fhir}/.well-known/smart-configuration`, { cache: 'no-store', credentials: 'omit' });
  if (!answer.ok) return undefined;
  const url = new URL((await answer.json()).authorization_endpoint);
  if (!['https:', 'http:'].includes(url.protocol)) return undefined;
  const state = secret();
  const verifier = secret();
  const parameters = {
    response_type: 'code', client_id: CLIENT, redirect_uri: document.baseURI, scope: SCOPE, state,
    code_challenge: await hash(verifier), code_challenge_method: 'S256', aud: fhir, launch: query.get('launch'),
    dpop_jkt: await hash(await proofPublicJwk()),
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  remember(`${state}.${verifier}`);
  return url;
}

async function start() {
  speak();
  // The service worker keeps this application's own files, so that it opens without signal. It never sees a FHIR answer.
  navigator.serviceWorker?.register('service-worker.js', { updateViaCache: 'none' }).catch(() => {});
  const desk = await authorization().catch(() => undefined);
  if (desk) location.replace(desk);
  else await Blazor.start();
}

start().catch(() => { document.getElementById('broken').hidden = false; });
