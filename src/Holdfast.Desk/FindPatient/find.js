// Find a patient, then open the chart: by assignment, or by emergency access with a reason.

import { closedTo, element, signedIn } from '/_content/Holdfast.Ui/page.js';
import { wireOpening } from '/scripts/open-chart.js';
import { wireFind } from '/scripts/find-form.js';

const { person } = await signedIn();
if (!closedTo(person)) {
  wireFind(element('found'), element('error'));
  wireOpening(element('found'), element('error'));
}
