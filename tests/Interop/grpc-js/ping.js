// node ping.js host:port count
// Sends count Ping frames over Connect, expects a Pong for each in order and status 0 at the end, and that another
// method of the service is UNIMPLEMENTED.
'use strict';

const assert = require('node:assert');
const { connect, grpc } = require('../../../samples/JsClient/remoting');

const [address, count] = [process.argv[2], Number(process.argv[3])];
const client = connect(address);

function pings() {
  return new Promise((resolve, reject) => {
    let received = 0;
    const call = client.Connect();
    call.on('data', (frame) => {
      assert.strictEqual(frame.body, 'pong');
      assert.strictEqual(frame.pong.sequence, String(received + 1));
      assert.strictEqual(frame.pong.epoch, '18446744073709551615');
      if (++received === count) call.end();
    });
    call.on('error', reject);
    call.on('status', (status) => {
      assert.strictEqual(status.code, grpc.status.OK);
      assert.strictEqual(received, count);
      resolve();
    });
    for (let sequence = 1; sequence <= count; sequence++) {
      call.write({ ping: { sequence, epoch: '18446744073709551615' } });
    }
  });
}

function otherMethod() {
  return new Promise((resolve, reject) => {
    const same = (bytes) => bytes;
    client.makeUnaryRequest('/actors.remote.v1.Remoting/Other', same, same, Buffer.alloc(0), (error) => {
      if (error && error.code === grpc.status.UNIMPLEMENTED && error.details.includes('/actors.remote.v1.Remoting/Connect')) resolve();
      else reject(error ?? new Error('an unknown method was answered'));
    });
  });
}

pings()
  .then(otherMethod)
  .then(() => {
    console.log(`ok ${count}`);
    client.close();
  })
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
