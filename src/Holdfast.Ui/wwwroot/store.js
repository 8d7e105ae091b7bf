// What this origin keeps in the browser: IndexedDB, because it is the only place that holds a key which no script can
// read. Nothing about a patient is kept here but chart ids (random) of launches and of charts opened on this device.

const NAME = 'holdfast';
const VERSION = 1;

let opening;

function open() {
  opening ??= new Promise((resolve, reject) => {
    const request = indexedDB.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      request.result.createObjectStore('session');   // 'current' → the session
      request.result.createObjectStore('device');    // 'person' → who signed in here last
      request.result.createObjectStore('launches');  // launch → what the click meant
      request.result.createObjectStore('opened');    // person + chart + day → when it was opened
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = undefined; };
      resolve(request.result);
    };
    request.onerror = () => { opening = undefined; reject(request.error); };
  });
  return opening;
}

/**
 * Runs `work(objectStore)` in one transaction and resolves, after the transaction is on disk, with what `work` put
 * into `result.value`. Transactions of all tabs are serialised by the browser, so read-then-write inside is atomic.
 */
export async function transact(store, mode, work) {
  const database = await open();
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, mode);
    const result = { value: undefined };
    transaction.oncomplete = () => resolve(result.value);
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
    work(transaction.objectStore(store), result, transaction);
  });
}

export function read(store, key) {
  return transact(store, 'readonly', (objects, result) => {
    objects.get(key).onsuccess = event => { result.value = event.target.result; };
  });
}

export function write(store, key, value) {
  return transact(store, 'readwrite', objects => { objects.put(value, key); });
}

export function remove(store, key) {
  return transact(store, 'readwrite', objects => { objects.delete(key); });
}

export function clear(store) {
  return transact(store, 'readwrite', objects => { objects.clear(); });
}

/** All [key, value] pairs of one store. */
export function all(store) {
  return transact(store, 'readonly', (objects, result) => {
    result.value = [];
    objects.openCursor().onsuccess = event => {
      const cursor = event.target.result;
      if (!cursor) return;
      result.value.push([cursor.key, cursor.value]);
      cursor.continue();
    };
  });
}
