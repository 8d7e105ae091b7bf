// Starts the application. A file of its own because the page's policy refuses scripts inside the page.

const french = (localStorage.getItem('holdfast-language') ?? navigator.language ?? 'en').startsWith('fr');
document.documentElement.lang = french ? 'fr-CA' : 'en-CA';
for (const element of document.querySelectorAll('[data-fr]'))
  if (french) element.textContent = element.dataset.fr;
for (const button of document.querySelectorAll('[data-reload]'))
  button.addEventListener('click', () => location.reload());

Blazor.start().catch(() => { document.getElementById('broken').hidden = false; });

// The service worker keeps this application's own files, so that it opens without signal. It never sees a FHIR answer.
navigator.serviceWorker?.register('service-worker.js', { updateViaCache: 'none' }).catch(() => {});
