// node actors.js host:port secret
// A client that has only proto/remote.proto and a MessagePack library: performs the handshake, tells one actor, asks
// another and prints the reply; or, refused, prints the reason.
'use strict';

const crypto = require('node:crypto');
const assert = require('node:assert');
const { encode, decode } = require('@msgpack/msgpack');
const { connect, grpc } = require('./remoting');

const [address, secret] = process.argv.slice(2);
const cluster = 'default';
const ourNonce = crypto.randomBytes(16);
const client = connect(address);
const call = client.Connect();

function proof(role, acceptorNonce) {
  return crypto.createHmac('sha256', secret).update(`${role}\n${cluster}\n`).update(ourNonce).update(acceptorNonce).digest();
}

function end(code, line) {
  console.log(line);
  call.end();
  client.close();
  process.exitCode = code;
}

const handlers = {
  challenge({ version, nonce, proof: theirs }) {
    assert.strictEqual(version, 1);
    // With another secret we could stop here; that the node refuses us is what is to be seen.
    if (process.argv[4] !== 'insist') assert.ok(crypto.timingSafeEqual(theirs, proof('actors-acceptor', nonce)));
    call.write({ proof: { proof: proof('actors-dialler', nonce) } });
  },
  welcome() {
    call.write({
      batch: {
        targets: [{ id: 1, path: '/user/inbox' }, { id: 2, path: '/user/adder' }],
        types: [{ id: 1, name: 'nodes.number' }],
        envelopes: [
          { target: 1, type: 1, payload: encode([7]) },
          { target: 2, type: 1, payload: encode([41]), ask: 1 },
        ],
      },
    });
  },
  batch({ envelopes }) {
    assert.strictEqual(envelopes.length, 1);
    assert.strictEqual(envelopes[0].reply, '1');
    assert.ok(!envelopes[0].failure || envelopes[0].failure === 'ASK_FAILURE_NONE'); // a default may be left out
    end(0, `reply ${decode(envelopes[0].payload)[0]}`);
  },
  ping({ sequence }) {
    call.write({ pong: { sequence } });
  },
  reject({ reason, detail }) {
    end(3, `refused ${reason} ${detail}`);
  },
};

call.on('data', (frame) => handlers[frame.body]?.(frame[frame.body]));
call.on('error', (error) => {
  if (process.exitCode === undefined && error.code !== grpc.status.CANCELLED) {
    console.error(error);
    process.exitCode = 1;
  }
});

call.write({
  hello: {
    version_min: 1,
    version_max: 1,
    cluster,
    kind: 'STREAM_KIND_CLIENT',
    nonce: ourNonce,
  },
});
