// Keeps the files of this application, and of nothing else: requests for charts, tokens and the desk pass by untouched.
// service-worker-assets.js, made at the build, lists every file with its hash.

self.importScripts('./service-worker-assets.js');

const PREFIX = 'holdfast-chart-';
const CACHE = PREFIX + self.assetsManifest.version;
const BASE = new URL('./', self.location).href;
const SHELL = new URL('index.html', BASE).href;
const NEVER = [/service-worker\.js$/, /service-worker-assets\.js$/, /^viewer\//];  // a document is shown with a signal or not at all
const FILES = self.assetsManifest.assets.filter(asset => !NEVER.some(pattern => pattern.test(asset.url)));
const KEPT = new Set(FILES.map(asset => new URL(asset.url, BASE).href));

self.addEventListener('install', event => event.waitUntil((async () => {
  const cache = await caches.open(CACHE);
  await cache.addAll(FILES.map(asset => new Request(new URL(asset.url, BASE), { integrity: asset.hash, cache: 'no-cache' })));
  // Everything that a running page needs is loaded when it starts, so a new version may take over at once.
  await self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(PREFIX) && name !== CACHE).map(name => caches.delete(name)));
})()));

self.addEventListener('fetch', event => {
  const { request } = event;
  if (request.method !== 'GET') return;
  const url = new URL(request.url);
  url.hash = '';
  if (request.mode === 'navigate' && url.origin + url.pathname === BASE) {
    event.respondWith(answer(SHELL, request));
    return;
  }
  if (KEPT.has(url.href)) event.respondWith(answer(url.href, request));
});

async function answer(kept, request) {
  const cache = await caches.open(CACHE);
  return await cache.match(kept) ?? fetch(request);
}
