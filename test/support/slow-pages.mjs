// In a thread of its own, so that what the relay holds can be measured alone: a target that sends more than its pages take,
// which take one frame now and then. Plain JavaScript, since a thread of Node runs no TypeScript.
import { createServer } from 'node:net';
import { parentPort, workerData } from 'node:worker_threads';
import { WebSocket } from 'ws';

/** More than the system takes of a connection before it says no. */
const FLOOD = Buffer.alloc(67_108_864, 'x');
const { count, everyMs } = workerData;
let taken = 0;

const server = createServer((socket) => {
  socket.on('error', () => undefined);
  socket.write(FLOOD);
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage({ port: server.address().port }));

const openPage = (address, protocols, options) =>
  new Promise((resolve, reject) => {
    const page = new WebSocket(address, protocols, options);
    page.once('error', reject);
    page.once('message', resolve);
    page.on('message', (data) => {
      taken += data.length;
      page.pause();
      setTimeout(() => page.resume(), everyMs);
    });
  });

parentPort.on('message', ({ address, protocols, options }) => {
  const wanted = address === undefined ? 0 : count;
  const opening = Array.from({ length: wanted }, () => openPage(address, protocols, options));
  void Promise.all(opening).then(() => parentPort.postMessage({ taken }));
});
