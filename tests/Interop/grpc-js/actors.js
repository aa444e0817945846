// node actors.js host:port secret [insist]
// Tells one actor, asks another and prints the reply, by the sample's client, which has only proto/remote.proto and a
// MessagePack library. With "insist": sends a wrong proof and prints how it is refused.
'use strict';

const assert = require('node:assert');
const { Client } = require('../../../samples/JsClient/client');
const { connect } = require('../../../samples/JsClient/remoting');

const [address, secret, insist] = process.argv.slice(2);

async function talk() {
  const client = await Client.connect(address, { secret });
  const endless = [];
  endless.push(endless);
  assert.throws(() => client.tell('/user/inbox', 'nodes.number', endless)); // numbers nothing that the next one would take as known
  client.tell('/user/inbox', 'nodes.number', [7]);
  const { message } = await client.ask('/user/adder', 'nodes.number', () => [41]);
  client.close();
  console.log(`reply ${message[0]}`);
}

/** The client itself would leave when the node's proof is wrong. */
function insistOnTheWrongSecret() {
  const stub = connect(address);
  const call = stub.Connect();
  call.on('data', (frame) => {
    if (frame.body === 'challenge') call.write({ proof: { proof: Buffer.alloc(32) } });
    if (frame.body !== 'reject') return;
    console.log(`refused ${frame.reject.reason} ${frame.reject.detail}`);
    process.exitCode = 3;
    call.end();
    stub.close();
  });
  call.on('error', () => {});
  call.write({ hello: { version_min: 1, version_max: 1, cluster: 'default', kind: 'STREAM_KIND_CLIENT', nonce: Buffer.alloc(16) } });
}

if (insist) insistOnTheWrongSecret();
else talk().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
