// One's own requests, newest first.

import { post } from '/_content/Holdfast.Ui/session.js';
import { element, fail, signedIn } from '/_content/Holdfast.Ui/page.js';
import { showAsked } from '/_content/Holdfast.Ui/requests.js';

await signedIn();
try {
  const { requests } = await post('/asked', 'asked');
  await showAsked(element('asked'), requests);
  element('nothing').hidden = requests.length > 0;
} catch (error) {
  fail(element('problem'), error);
}
