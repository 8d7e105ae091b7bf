// What is asked for when an application or service is registered (docs/APPS.md). The keyholder checks all of it.

import { midnight } from './fields.js';

const NEVER = 0;

/** The member that was chosen among radio buttons of this name. */
const chosen = (form, name) => form.querySelector(`[name="register-${name}"]:checked`).value;

const lines = text => text.split('\n').map(line => line.trim()).filter(Boolean);

/** Shows the parts that the chosen kind, proof and reach have. */
export function turnRegistration(form, namesCharts) {
  const [kind, reach] = [chosen(form, 'kind'), chosen(form, 'reach')];
  const proof = kind === 'service' ? 'keys' : chosen(form, 'proof');
  const fits = (part, name, value) => !part.dataset[name] || part.dataset[name].split(' ').includes(value);
  for (const part of form.querySelectorAll('[data-for], [data-for-proof], [data-for-reach]'))
    part.hidden = !(fits(part, 'for', kind) && fits(part, 'forProof', proof) && fits(part, 'forReach', reach));
  for (const part of form.querySelectorAll('[data-names-charts]')) part.hidden = !namesCharts;
  for (const part of form.querySelectorAll('[data-names-no-charts]')) part.hidden = namesCharts;
}

/** The payload; `wrong(member)` is told of what cannot be read, and answers undefined. */
export function registration(form, wrong) {
  const value = member => form.querySelector(`[data-member="${member}"]`).value.trim();
  const kind = chosen(form, 'kind');
  const [opens, service] = [kind === 'public' || kind === 'confidential', kind === 'service'];
  const proves = kind === 'confidential' || kind === 'resource-server';
  const byKeys = service || (proves && chosen(form, 'proof') === 'keys');
  const reach = service ? chosen(form, 'reach') : '';
  let keys = null;
  if (byKeys && value('keys')) {
    try {
      keys = JSON.parse(value('keys'));
    } catch {
      return wrong('keys');
    }
  }
  if (service && !value('until')) return wrong('until');
  return {
    client: value('client'), name: value('name'), kind,
    redirectUris: opens ? lines(value('redirectUris')) : [],
    launchUri: opens ? value('launchUri') : '',
    scope: kind === 'resource-server' ? '' : value('scope').split(/\s+/).filter(Boolean).join(' '),
    binding: kind === 'resource-server' ? 'bearer' : chosen(form, 'binding'),
    keys, secret: proves && !byKeys, reach,
    healthNumbers: reach === 'read-set' || reach === 'write-set' ? lines(value('healthNumbers')).map(line => line.replaceAll(/[\s-]/g, '')) : [],
    until: service ? midnight(value('until'), 1) : NEVER,
  };
}
