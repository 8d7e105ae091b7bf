// Buttons that open a chart of a member of staff, and roles in the reader's words.

import { busy, fail, roleName } from '/_content/Holdfast.Ui/page.js';
import { launch } from '/scripts/open-chart.js';

export function wireDetails(root, error) {
  root.addEventListener('click', event => {
    const button = event.target.closest('[data-details]');
    if (button) busy(button, () => launch({ chart: button.dataset.details, purpose: 'HOPERAT', reason: null, visit: null })).catch(problem => fail(error, problem));
  });
}

export function nameRoles(root) {
  for (const item of root.querySelectorAll('[data-role-name]')) item.textContent = roleName(item.dataset.roleName);
}
