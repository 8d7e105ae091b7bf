// Draws one PDF, in a frame without an origin: no storage, no token, no network (see the policy that records sends with it).
// The bytes come by message from the page around it, and so do the few files that pdf.js asks for by name. Only what is
// drawn and its text is made: no links, no forms, no attachments, and nothing of the document's own scripts.
import * as pdfjs from './pdf.min.mjs';
import * as worker from './pdf.worker.min.mjs';

globalThis.pdfjsWorker = worker;  // a frame without an origin cannot start a worker: it draws on its own thread

const MOST_PIXELS = 16_000_000;   // of one page: a canvas beyond it stays empty on telephones
const NEAR = '150% 0px';          // pages this near to the view are drawn, others wait
const STEP = 1.25, LEAST = 0.5, MOST = 5;

const pages = document.getElementById('pages');
const asked = new Map();
let zoom = 1, shown, words;

class AskParent {
  fetch({ kind, filename }) {
    const name = `${{ wasmUrl: 'wasm', standardFontDataUrl: 'standard_fonts', cMapUrl: 'cmaps' }[kind]}/${filename}`;
    return new Promise((resolve, reject) => {
      asked.set(name, { resolve, reject });
      parent.postMessage({ kind: 'need', name }, '*');
    });
  }
}

addEventListener('message', async event => {
  if (event.source !== parent) return;
  const { kind } = event.data ?? {};
  if (kind === 'file') {
    const waiting = asked.get(event.data.name);
    asked.delete(event.data.name);
    if (event.data.bytes) waiting?.resolve(new Uint8Array(event.data.bytes));
    else waiting?.reject(new Error('not there'));
  } else if (kind === 'open' && !shown) {
    words = event.data.words;
    document.documentElement.lang = event.data.language;
    document.getElementById('smaller').setAttribute('aria-label', words.smaller);
    document.getElementById('larger').setAttribute('aria-label', words.larger);
    pages.setAttribute('aria-label', words.title);
    await open(event.data.bytes);
  }
});

async function open(bytes) {
  try {
    shown = await pdfjs.getDocument({
      data: new Uint8Array(bytes), isEvalSupported: false, enableXfa: false, disableAutoFetch: true, useWorkerFetch: false, verbosity: 0,
      maxImageSize: MOST_PIXELS * 4, canvasMaxAreaInBytes: MOST_PIXELS * 4,
      BinaryDataFactory: AskParent, wasmUrl: 'wasm/', standardFontDataUrl: 'standard_fonts/',
    }).promise;
    await layOut();
    parent.postMessage({ kind: 'shown', pages: shown.numPages }, '*');
  } catch {
    document.getElementById('place').textContent = words.failed;
    parent.postMessage({ kind: 'failed' }, '*');
  }
}

/** A box of the right size for each page; it is drawn when it comes near. */
async function layOut() {
  observer.disconnect();
  pages.replaceChildren();
  const first = await shown.getPage(1);
  const fit = Math.min(1.5, (document.documentElement.clientWidth - 24) / first.getViewport({ scale: 1 }).width);
  for (let number = 1; number <= shown.numPages; number++) {
    const box = document.createElement('section');
    box.className = 'page';
    box.dataset.number = number;
    box.setAttribute('aria-label', words.page.replace('{0}', number).replace('{1}', shown.numPages));
    size(box, first, fit * zoom);
    pages.append(box);
    observer.observe(box);
  }
}

function size(box, page, scale) {
  const viewport = page.getViewport({ scale });
  box.style.width = `${viewport.width}px`;
  box.style.height = `${viewport.height}px`;
  box.style.setProperty('--total-scale-factor', scale);
  box.dataset.scale = scale;
  return viewport;
}

const observer = new IntersectionObserver(entries => {
  for (const entry of entries) {
    if (!entry.isIntersecting) continue;
    observer.unobserve(entry.target);
    draw(entry.target);
  }
}, { rootMargin: NEAR });

async function draw(box) {
  try {
    const page = await shown.getPage(Number(box.dataset.number));
    const viewport = size(box, page, Number(box.dataset.scale));
    const sharp = Math.min(devicePixelRatio || 1, Math.sqrt(MOST_PIXELS / (viewport.width * viewport.height)));
    const canvas = document.createElement('canvas');
    canvas.width = Math.floor(viewport.width * sharp);
    canvas.height = Math.floor(viewport.height * sharp);
    canvas.setAttribute('aria-hidden', 'true');
    box.append(canvas);
    await page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0], annotationMode: pdfjs.AnnotationMode.DISABLE }).promise;
    const text = document.createElement('div');
    text.className = 'textLayer';
    box.append(text);
    await new pdfjs.TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport }).render();
    box.dataset.drawn = 'true';
  } catch {
    box.textContent = words.failed;
  }
}

function place() {
  if (!shown) return;
  const middle = innerHeight / 2;
  const at = [...pages.children].find(box => box.getBoundingClientRect().bottom > middle) ?? pages.lastElementChild;
  if (at) document.getElementById('place').textContent = at.getAttribute('aria-label');
}

function zoomBy(factor) {
  const next = Math.min(MOST, Math.max(LEAST, zoom * factor));
  if (next === zoom || !shown) return;
  zoom = next;
  layOut().then(place);
}

document.getElementById('smaller').addEventListener('click', () => zoomBy(1 / STEP));
document.getElementById('larger').addEventListener('click', () => zoomBy(STEP));
addEventListener('scroll', place, { passive: true });
addEventListener('keydown', event => {
  if (event.key === 'Escape') parent.postMessage({ kind: 'close' }, '*');
});
new MutationObserver(place).observe(pages, { childList: true });
parent.postMessage({ kind: 'ready' }, '*');
