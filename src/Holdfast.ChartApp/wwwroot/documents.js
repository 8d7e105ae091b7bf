// Documents for the chart application: their bytes stay here, between the browser's network and its screen, and never pass
// through C#. Called from Browser/DocumentModule.cs. Nothing here holds a key; each call is given the headers to send.

const MOST_TEXT = 1024 * 1024;
const PICTURES = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);
const FILE_NAME = /^(wasm|standard_fonts)\/[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

const held = new Map();  // handle → Blob
let last = 0;

function hold(blob) {
  const handle = `d${++last}`;
  held.set(handle, blob);
  return handle;
}

/** The file that was chosen in an input, as JSON {handle, name, type, size}; empty when none was. */
export function chosen(inputId) {
  const input = document.getElementById(inputId);
  const file = input?.files?.[0];
  if (!file) return '';
  const about = { handle: hold(file), name: file.name, type: file.type, size: file.size };
  input.value = '';
  return JSON.stringify(about);
}

export function drop(handle) { held.delete(handle); }

/** One request, with a part of a held file as its body where there is one. Answers JSON; status 0 when nobody was reached. */
export async function send(method, address, headers, handle, from, to) {
  try {
    const body = handle ? held.get(handle).slice(from, to) : undefined;
    const answer = await fetch(address, { method, headers: JSON.parse(headers), body, cache: 'no-store', credentials: 'omit', redirect: 'error' });
    const said = method === 'HEAD' ? '' : await answer.text();
    return JSON.stringify({
      status: answer.status, offset: answer.headers.get('Upload-Offset'), complete: answer.headers.get('Upload-Complete'),
      location: answer.headers.get('Location'), became: answer.headers.get('Content-Location'), said: said.slice(0, 4096),
    });
  } catch {
    return JSON.stringify({ status: 0 });
  }
}

/** Reads a document and holds it. Answers JSON {status, handle, type}. */
export async function read(address, headers) {
  try {
    const answer = await fetch(address, { headers: JSON.parse(headers), cache: 'no-store', credentials: 'omit', redirect: 'error' });
    if (!answer.ok) return JSON.stringify({ status: answer.status });
    const type = (answer.headers.get('Content-Type') ?? '').split(';')[0].trim().toLowerCase();
    const blob = await answer.blob();
    // Under no type that a browser would run: what is saved or shown is what this page decides.
    return JSON.stringify({ status: answer.status, type, handle: hold(blob.slice(0, blob.size, PICTURES.has(type) ? type : 'application/octet-stream')) });
  } catch {
    return JSON.stringify({ status: 0 });
  }
}

/** The address of a held picture, for <img>; empty when it is none. Given back with dropPicture. */
export function picture(handle) {
  const blob = held.get(handle);
  return blob && PICTURES.has(blob.type) ? URL.createObjectURL(blob) : '';
}

export function dropPicture(address) { URL.revokeObjectURL(address); }

export async function text(handle) { return await held.get(handle).slice(0, MOST_TEXT).text(); }

export function save(handle, name) {
  const address = URL.createObjectURL(held.get(handle));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** Opens a layer over the page, with the keyboard kept inside it; Escape asks to close it. */
export function showDialog(id, closed) {
  const dialog = document.getElementById(id);
  dialog.addEventListener('cancel', event => { event.preventDefault(); closed(); });
  dialog.showModal();
}

/**
 * Hands a held PDF to the frame, once it says that it is ready, and the few files of pdf.js that it asks for. The frame has
 * no origin, so messages to it can name none: it is known by its window.
 */
export function showPdf(handle, frameId, words, language, told) {
  const frame = document.getElementById(frameId);
  const listener = async event => {
    if (!frame.isConnected) {
      removeEventListener('message', listener);
      return;
    }
    if (event.source !== frame.contentWindow) return;
    switch (event.data?.kind) {
      case 'ready': {
        const bytes = await held.get(handle)?.arrayBuffer();
        if (bytes) frame.contentWindow.postMessage({ kind: 'open', bytes, words: JSON.parse(words), language }, '*', [bytes]);
        break;
      }
      case 'need': {
        const { name } = event.data;
        const bytes = typeof name === 'string' && FILE_NAME.test(name) ? await file(name) : undefined;
        frame.contentWindow?.postMessage({ kind: 'file', name, bytes }, '*', bytes ? [bytes] : []);
        break;
      }
      case 'shown': case 'failed': case 'close':
        told(event.data.kind);
        break;
    }
  };
  addEventListener('message', listener);
  frame.src = 'viewer/pdf.html';
}

async function file(name) {
  try {
    const answer = await fetch(`viewer/${name}`, { credentials: 'omit', redirect: 'error' });
    return answer.ok ? await answer.arrayBuffer() : undefined;
  } catch {
    return undefined;
  }
}
