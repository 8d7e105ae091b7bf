// The registered applications and services.

import { post } from './session.js';
import { closedTo, element, fail, show, signedIn } from './page.js';

const { person } = await signedIn();
if (!closedTo(person)) {
  const list = element('applications');
  try {
    show(list, await post('/applications', 'applications', {}, { html: true }), { focus: false });
  } catch (problem) {
    list.replaceChildren();
    fail(element('problem'), problem);
  } finally {
    list.removeAttribute('aria-busy');
  }
}
