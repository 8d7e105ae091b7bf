// Fields of a form: saying at one what is wrong with it, and days.

/** Says at the field what is wrong with it, and goes there. */
export function complain(input, words) {
  const place = document.getElementById(`${input.id}-error`);
  place.textContent = words;
  input.setAttribute('aria-invalid', 'true');
  input.focus();
  return undefined;
}

export function settle(...inputs) {
  for (const input of inputs) {
    input.removeAttribute('aria-invalid');
    document.getElementById(`${input.id}-error`).textContent = '';
  }
}

/** The beginning of a day by the calendar of this device; a last day ends where the next begins. */
export function midnight(value, days = 0) {
  const [year, month, day] = value.split('-').map(Number);
  return new Date(year, month - 1, day + days).getTime();
}

/** A day of this device's calendar as an input of type date has it. */
export function dayOf(date) {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}
