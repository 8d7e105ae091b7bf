// Two clients under Node, by oauth4webapi: an application that runs on a server, has a secret and proves a key (DPoP),
// and a backend service without a person (private_key_jwt). What the person does at the desk, the test does: it reads
// the authorization request from the standard output and answers with the address that the browser is sent back to.

import * as oauth from 'oauth4webapi';
import http from 'node:http';
import readline from 'node:readline';

const { desk, records, places, secret, serviceKey } = JSON.parse(process.env.HOLDFAST_APPLICATION);
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const tell = message => process.stdout.write(JSON.stringify(message) + '\n');
const need = (met, words) => { if (!met) throw new Error(words); };

// The network: names below .localhost are where the roles listen.
const fetch = (address, { method, headers, body }) => new Promise((resolve, reject) => {
  const url = new URL(address);
  const place = new URL(places[url.hostname]);
  const sent = http.request({ host: place.hostname, port: place.port, method, path: url.pathname + url.search, headers: { ...Object.fromEntries(new Headers(headers)), host: url.host } }, answer => {
    const parts = [];
    answer.on('data', part => parts.push(part));
    answer.on('end', () => resolve(new Response(parts.length ? Buffer.concat(parts) : null, { status: answer.statusCode, headers: answer.headers })));
  });
  sent.on('error', reject);
  sent.end(body === undefined || body === null ? undefined : body.toString());
});
const plain = { [oauth.customFetch]: fetch, [oauth.allowInsecureRequests]: true };

const issuer = new URL(desk);
const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { ...plain, algorithm: 'oidc' }));
const read = async (token, path, options) => (await oauth.protectedResourceRequest(token, 'GET', new URL(`${records}/fhir/${path}`), new Headers(), null, { ...plain, ...options })).json();

async function application() {
  const client = { client_id: 'gateway' };
  const authentication = oauth.ClientSecretBasic(secret);
  const redirect = 'https://gateway.example/done';
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const verifier = oauth.generateRandomCodeVerifier();
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()];
  tell({
    redirect, state, nonce, challenge: await oauth.calculatePKCECodeChallenge(verifier), thumbprint: await DPoP.calculateThumbprint(),
    scope: 'openid fhirUser online_access patient/*.rs',
  });

  const back = oauth.validateAuthResponse(server, client, new URL((await lines.next()).value), state);
  const answer = await oauth.authorizationCodeGrantRequest(server, client, authentication, back, redirect, verifier, { ...plain, DPoP });
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, { expectedNonce: nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(server, answer, plain);
  need(tokens.token_type === 'dpop', `token type ${tokens.token_type}`);
  need(oauth.getValidatedIdTokenClaims(tokens).fhirUser.startsWith(`${records}/fhir/Practitioner/`), 'fhirUser');
  const patient = await read(tokens.access_token, `Patient/${tokens.patient}`, { DPoP });

  const next = await oauth.processRefreshTokenResponse(server, client, await oauth.refreshTokenGrantRequest(server, client, authentication, tokens.refresh_token, { ...plain, DPoP }));
  need(next.access_token !== tokens.access_token && next.refresh_token !== tokens.refresh_token, 'refreshed tokens are new');
  need((await read(next.access_token, `Patient/${tokens.patient}`, { DPoP })).id === tokens.patient, 'read after the refresh');
  const live = await oauth.processIntrospectionResponse(server, client, await oauth.introspectionRequest(server, client, authentication, next.access_token, plain));
  need(live.active && live.client_id === 'gateway', 'introspection');

  const stranger = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const stolen = await read(next.access_token, `Patient/${tokens.patient}`, { DPoP: stranger }).then(() => 'read', error => error.status ?? String(error));
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, authentication, next.refresh_token, plain));
  const ended = await read(next.access_token, `Patient/${tokens.patient}`, { DPoP }).then(() => 'read', error => error.status ?? String(error));
  return { family: patient.name[0].family, stolen, ended };
}

async function service() {
  const client = { client_id: 'lab' };
  const key = await crypto.subtle.importKey('pkcs8', Buffer.from(serviceKey, 'base64'), { name: 'ECDSA', namedCurve: 'P-384' }, false, ['sign']);
  const DPoP = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
  const ask = kid => oauth.clientCredentialsGrantRequest(server, client, oauth.PrivateKeyJwt({ key, kid }), { scope: 'system/*.rs' }, { ...plain, DPoP });
  const tokens = await oauth.processClientCredentialsResponse(server, client, await ask('k1'));
  const found = await read(tokens.access_token, 'Patient', { DPoP });
  const wrongKey = await oauth.processClientCredentialsResponse(server, client, await ask('k2')).then(() => 'given', error => error.status ?? String(error));
  return { patients: found.entry.map(entry => entry.resource.name[0].family), wrongKey };
}

tell(await application());
tell(await service());
process.exit(0);
