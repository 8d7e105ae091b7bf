// Two FHIR clients under Node, as an integrator's server uses them, with the bearer token of a backend service: fhir-kit-client
// and MedplumClient. Which one, the settings say.

import assert from 'node:assert/strict';
import http from 'node:http';

const { library, records, places, token, patient } = JSON.parse(process.env.HOLDFAST_APPLICATION);

// The network: names below .localhost are where the roles listen.
globalThis.fetch = async (input, init) => {
  const request = input instanceof Request ? input : new Request(input, init);
  const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  const url = new URL(request.url);
  const place = new URL(places[url.hostname]);
  const headers = { ...Object.fromEntries(request.headers), host: url.host, ...body && { 'content-length': body.length } };
  return new Promise((resolve, reject) => {
    const sent = http.request({ host: place.hostname, port: place.port, method: request.method, path: url.pathname + url.search, headers }, answer => {
      const parts = [];
      answer.on('data', part => parts.push(part));
      answer.on('end', () => resolve(new Response(parts.length && answer.statusCode !== 204 && answer.statusCode !== 304 ? Buffer.concat(parts) : null, { status: answer.statusCode, headers: answer.headers })));
    });
    sent.on('error', reject);
    sent.end(body);
  });
};

const observation = text => ({
  resourceType: 'Observation', status: 'final', code: { text }, subject: { reference: `Patient/${patient}` },
  identifier: [{ system: 'urn:integration', value: text }], valueQuantity: { value: 72, unit: '/min' },
});
const tag = resource => `W/"${resource.meta.versionId}"`;
const refused = (promise, status) => promise.then(() => assert.fail(`expected ${status}`), error => error instanceof assert.AssertionError ? Promise.reject(error) : undefined);

async function fhirKit() {
  const { Client } = await import('fhir-kit-client');
  const client = new Client({ baseUrl: `${records}/fhir`, bearerToken: token });
  assert.equal((await client.capabilityStatement()).fhirVersion, '4.0.1');
  assert.ok((await client.smartAuthMetadata()).tokenUrl.href.startsWith(records));
  assert.equal((await client.read({ resourceType: 'Patient', id: patient })).name[0].family, 'Tremblay');

  const made = await client.create({ resourceType: 'Observation', body: observation('pulse') });
  const updated = await client.update({ resourceType: 'Observation', id: made.id, body: { ...made, status: 'amended' }, options: { headers: { 'If-Match': tag(made) } } });
  assert.equal(updated.status, 'amended');
  const patched = await client.patch({
    resourceType: 'Observation', id: made.id, jsonPatch: [{ op: 'replace', path: '/status', value: 'corrected' }], options: { headers: { 'If-Match': tag(updated) } },
  });
  assert.equal(patched.status, 'corrected');
  assert.equal((await client.vread({ resourceType: 'Observation', id: made.id, version: made.meta.versionId })).status, 'final');
  assert.equal((await client.resourceHistory({ resourceType: 'Observation', id: made.id })).entry.length, 3);
  await refused(client.update({ resourceType: 'Observation', id: made.id, body: made, options: { headers: { 'If-Match': tag(made) } } }), 412);

  const together = { resourceType: 'Bundle', type: 'transaction', entry: ['a', 'b', 'c'].map(text => ({ resource: observation(text), request: { method: 'POST', url: 'Observation' } })) };
  assert.equal((await client.transaction({ body: together })).entry.length, 3);
  assert.equal((await client.batch({ body: { ...together, type: 'batch', entry: [{ request: { method: 'GET', url: `Patient/${patient}` } }] } })).entry[0].resource.id, patient);

  const seen = new Set();
  for (let page = await client.search({ resourceType: 'Observation', searchParams: { _count: 3, _sort: '_id' } }); page; page = await client.nextPage({ bundle: page }))
    for (const entry of page.entry) seen.add(entry.resource.id);
  assert.equal(seen.size, 4);
  assert.equal((await client.search({ resourceType: 'Observation', compartment: { resourceType: 'Patient', id: patient } })).total, 4);
  assert.equal((await client.search({ resourceType: 'Observation', searchParams: { identifier: 'urn:integration|a' }, options: { postSearch: true } })).total, 1);
  assert.equal((await client.operation({ name: 'everything', resourceType: 'Patient', id: patient, method: 'GET', input: { _type: 'Observation' } })).total, 4);
  assert.equal((await client.operation({ name: 'validate', resourceType: 'Observation', input: { resourceType: 'Parameters', parameter: [{ name: 'resource', resource: observation('x') }] } })).resourceType, 'OperationOutcome');
  assert.equal((await client.resolve({ reference: `Patient/${patient}` })).id, patient);
  await client.delete({ resourceType: 'Observation', id: made.id });
  await refused(client.read({ resourceType: 'Observation', id: made.id }), 410);
}

async function medplum() {
  const { MedplumClient } = await import('@medplum/core');
  const client = new MedplumClient({ baseUrl: `${records}/`, fhirUrlPath: 'fhir', fetch: globalThis.fetch, cacheTime: 0 });
  client.setAccessToken(token);
  assert.equal((await client.readResource('Patient', patient)).name[0].family, 'Tremblay');
  const made = await client.createResource(observation('weight'));
  assert.equal((await client.createResourceIfNoneExist(observation('weight'), 'identifier=urn:integration|weight')).id, made.id);
  const updated = await client.updateResource({ ...made, status: 'amended' }, { headers: { 'If-Match': tag(made) } });
  assert.equal(updated.status, 'amended');
  const patched = await client.patchResource('Observation', made.id, [{ op: 'replace', path: '/status', value: 'corrected' }], { headers: { 'If-Match': tag(updated) } });
  assert.equal(patched.status, 'corrected');
  assert.equal((await client.readVersion('Observation', made.id, made.meta.versionId)).status, 'final');
  assert.equal((await client.readHistory('Observation', made.id)).entry.length, 3);
  assert.equal((await client.searchOne('Observation', 'identifier=urn:integration|weight')).id, made.id);
  assert.equal((await client.searchResources('Observation', { 'identifier': 'urn:integration|weight', '_count': '5' })).length, 1);
  assert.ok((await client.readPatientEverything(patient)).entry.length > 1);
  const batch = await client.executeBatch({ resourceType: 'Bundle', type: 'transaction', entry: [{ resource: observation('height'), request: { method: 'POST', url: 'Observation' } }] });
  assert.match(batch.entry[0].response.status, /^201/);
  assert.equal((await client.validateResource(observation('x'))).resourceType, 'OperationOutcome');
  await client.deleteResource('Observation', made.id);
  await refused(client.readResource('Observation', made.id, { cache: 'reload' }), 410);
}

await (library === 'medplum' ? medplum() : fhirKit());
process.stdout.write('done');
process.exit(0);
