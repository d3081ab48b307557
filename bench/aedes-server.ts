import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createServer } from 'node:tls';
import { Aedes } from 'aedes';

/** Serves aedes over TLS on a free loopback port and prints the port; the certificate's folder is the one argument. */
const folder = process.argv[2] ?? '.';
const broker = await Aedes.createBroker();
const server = createServer(
  { cert: readFileSync(join(folder, 'server.pem')), key: readFileSync(join(folder, 'server-key.pem')) },
  (socket) => {
    socket.setNoDelay(true);
    broker.handle(socket);
  },
);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' ? address?.port : 0}\n`);
});
// Ends with the bench that started it.
process.stdin.resume().once('end', () => process.exit(0));
