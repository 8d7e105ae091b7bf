// Marking canaries by health number. The numbers go to the keyholder inside a signed statement, and nowhere else.

import * as session from '/_content/Holdfast.Ui/session.js';
import { busy, closedTo, element, fail, signedIn } from '/_content/Holdfast.Ui/page.js';
import { say } from '/_content/Holdfast.Ui/words.js';

const MOST = 100;

function numbers() {
  return element('numbers').value.split('\n').map(line => line.replace(/[\s-]/g, '')).filter(Boolean);
}

function wrong(list) {
  if (list.length === 0) return say('Enter at least one health number.', 'Entrez au moins un numéro de carte Santé.');
  if (list.length > MOST) return say(`At most ${MOST} at a time.`, `Au plus ${MOST} à la fois.`);
  const line = list.findIndex(number => !/^[1-9][0-9]{9}$/.test(number));
  if (line >= 0) return say(`Line ${line + 1} is not a health number: ten digits, the first not zero.`, `La ligne ${line + 1} n’est pas un numéro de carte Santé : dix chiffres, le premier non nul.`);
  if (!element('invented').checked) return say('Confirm that these people do not exist.', 'Confirmez que ces personnes n’existent pas.');
  return '';
}

function tell(kind, lines) {
  const notice = document.createElement('div');
  notice.className = `notice ${kind}`;
  const words = document.createElement('div');
  for (const line of lines) {
    const paragraph = document.createElement('p');
    paragraph.textContent = line;
    words.append(paragraph);
  }
  notice.append(words);
  element('marked').replaceChildren(notice);
}

async function mark(event) {
  event.preventDefault();
  const list = numbers();
  element('numbers-error').textContent = wrong(list);
  if (element('numbers-error').textContent) return;
  await busy(element('mark-go'), async () => {
    try {
      await session.post('/propose', 'propose', { kind: 'canaries', payload: { healthNumbers: list } });
      element('problem').replaceChildren();
      tell('good', [say('Asked. They become canaries when another approver agrees, under Approvals.', 'Demandé. Ils deviendront des canaris quand une autre personne approuvera, sous Approbations.')]);
      element('numbers').value = '';
      element('invented').checked = false;
    } catch (error) {
      if (error?.why === 'NOT_FOUND') tell('warn', [say('No patient here has these numbers, each of them exactly one. Nothing was asked: correct them.', 'Aucun patient ici n’a ces numéros, un seul pour chacun. Rien n’a été demandé : corrigez-les.')]);
      else fail(element('problem'), error);
    }
  });
}

const me = await signedIn();
if (closedTo(me.person)) {
  fail(element('problem'), new session.Refused(403, 'NOT_ALLOWED', say('This page is for the privacy officer.', 'Cette page est réservée à la personne responsable de la vie privée.')));
} else {
  element('mark').addEventListener('submit', mark);
}
