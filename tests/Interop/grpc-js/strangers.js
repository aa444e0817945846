// node strangers.js
// The sample's client against nodes that say what they should not: it fails with an error and its process goes on. Prints "ok" and how many.
'use strict';

const assert = require('node:assert');
const { Client, grpc } = require('../../../samples/JsClient/client');
const { service } = require('../../../samples/JsClient/remoting');

const strange = [
  { challenge: { version: 1, nonce: Buffer.alloc(16) } }, // no proof
  { challenge: { version: 1, nonce: Buffer.alloc(16), proof: Buffer.alloc(5) } },
  { challenge: { version: 1, nonce: Buffer.alloc(16), proof: Buffer.alloc(32) } },
  { control: { sequence: 1, terminated: {} } },
  { welcome: { session: Buffer.alloc(16) } }, // of a node that need not know the secret
];

async function meet(frame) {
  const server = new grpc.Server();
  server.addService(service, { Connect: (call) => call.on('data', ({ body }) => (body === 'hello' ? call.write(frame) : call.end())) });
  const port = await new Promise((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) => (error ? reject(error) : resolve(bound))));
  await assert.rejects(Client.connect(`127.0.0.1:${port}`, { secret: 'a secret of these tests' }), Error);
  server.forceShutdown();
}

async function main() {
  for (const frame of strange) await meet(frame);
  console.log(`ok ${strange.length}`);
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
