// My details: who one is to Holdfast, the way to one's own sealed chart, and the table of who may see what.

import { post } from '/_content/Holdfast.Ui/session.js';
import { element, fail, show, signedIn } from '/_content/Holdfast.Ui/page.js';
import { nameRoles, wireDetails } from '/scripts/details.js';

const details = element('details');
const error = element('error');

await signedIn();
wireDetails(details, error);
try {
  show(details, await post('/my-details', 'my-details', {}, { html: true }), { focus: false });
  nameRoles(details);
} catch (problem) {
  details.replaceChildren();
  fail(error, problem);
} finally {
  details.removeAttribute('aria-busy');
}
