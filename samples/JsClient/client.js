// A client of Actors nodes: tells, asks and watches. Written from docs/protocol.md, whose sections the comments name.
'use strict';

const crypto = require('node:crypto');
const { encode, decode } = require('@msgpack/msgpack');
const { connect, grpc } = require('./remoting');

const VERSION = 1;

class Client {
  #stub;
  #call;
  #cluster;
  #secret;
  #nonce = crypto.randomBytes(16);
  #maxTableEntries = 0;
  #targets = new Map(); // path -> id; of this stream, as we have defined them
  #types = new Map();
  #namesOfTypes = new Map(); // id -> name; as the node has defined them
  #asks = new Map(); // number -> { resolve, reject, timer }
  #lastAsk = 0;
  #watches = new Map(); // path -> [resolve, reject]
  #lastControl = 0;
  #handled = 0;
  #isProven = false; // the node knows the secret
  #opened;
  #ended;

  /** Completes once the node has let us in; fails with its reason. credentials: of grpc-js, for TLS. */
  static connect(address, { secret, cluster = 'default', credentials } = {}) {
    return new Promise((resolve, reject) => new Client(address, secret, cluster, credentials, { resolve, reject }));
  }

  constructor(address, secret, cluster, credentials, opened) {
    this.#secret = secret;
    this.#cluster = cluster;
    this.#opened = opened;
    this.#stub = connect(address, credentials);
    this.#call = this.#stub.Connect();
    this.#call.on('data', (frame) => {
      try {
        this.#on(frame);
      } catch (error) {
        this.#end(error); // a frame that is none: this connection's end, not the process's
      }
    });
    this.#call.on('error', (error) => this.#end(error));
    this.#call.on('end', () => this.#end(new Error('the node has ended the stream')));
    this.#call.write({
      hello: { version_min: VERSION, version_max: VERSION, cluster, kind: 'STREAM_KIND_CLIENT', nonce: this.#nonce },
    });
  }

  /** At most once: nobody says whether it arrived. message: the array of its members. */
  tell(path, type, message) {
    this.#send(path, type, message);
  }

  /** The reply, as { type, message }. message is called with the ask's number, which goes where a ref to reply to is. */
  ask(path, type, message, timeoutMs = 5000) {
    const number = ++this.#lastAsk;
    return new Promise((resolve, reject) => {
      const late = () => this.#answer(number, (ask) => ask.reject(new Error(`${path} has not answered within ${timeoutMs} ms`)));
      this.#asks.set(number, { resolve, reject, timer: setTimeout(late, timeoutMs) });
      try {
        this.#send(path, type, message(number), number);
      } catch (error) {
        this.#answer(number, (ask) => ask.reject(error));
      }
    });
  }

  /** Completes when the actor has ended, or if there is none; fails when the node is lost. */
  watch(path) {
    if (this.#ended) return Promise.reject(this.#ended);
    const known = this.#watches.get(path);
    if (known) return known.promise;
    const watch = {};
    watch.promise = new Promise((resolve, reject) => Object.assign(watch, { resolve, reject }));
    this.#watches.set(path, watch);
    this.#call.write({ control: { sequence: ++this.#lastControl, watch: { target: { path } } } });
    return watch.promise;
  }

  /** Leaves in order: what has been told is sent. */
  close() {
    if (!this.#ended) this.#call.write({ goodbye: { detail: 'the client leaves' } });
    this.#end(new Error('the client has been closed'));
  }

  #on(frame) {
    if (this.#ended) return;
    if (!this.#isProven && !['challenge', 'reject'].includes(frame.body)) return this.#end(new Error(`the node has sent ${frame.body} before it has proven that it knows the secret`));
    switch (frame.body) {
      case 'challenge':
        return this.#onChallenge(frame.challenge);
      case 'welcome':
        this.#maxTableEntries = frame.welcome.max_table_entries;
        return this.#opened.resolve(this);
      case 'reject':
        return this.#end(new Error(`refused: ${frame.reject.reason}: ${frame.reject.detail}`));
      case 'goodbye':
        return this.#end(new Error(`the node has said goodbye: ${frame.goodbye.detail ?? ''}`));
      case 'ping':
        return this.#call.write({ pong: { sequence: frame.ping.sequence } });
      case 'control':
        return this.#onControl(frame.control);
      case 'batch':
        return this.#onBatch(frame.batch);
    }
  }

  // Handshake
  #onChallenge({ nonce, proof, node }) {
    const expected = this.#proof('actors-acceptor', nonce, node);
    if (proof?.length !== expected.length || !crypto.timingSafeEqual(proof, expected)) {
      this.#call.write({ reject: { reason: 'REJECT_REASON_SECRET', detail: 'the secret of the node is not that of the client' } });
      this.#end(new Error('the secret of the node is not ours'));
      return;
    }
    this.#isProven = true;
    this.#call.write({ proof: { proof: this.#proof('actors-dialler', nonce, node) } });
  }

  #proof(role, acceptorNonce, node) {
    const acceptor = node ? `${node.system}@${node.host}:${node.port}#${node.incarnation}` : '';
    const hmac = crypto.createHmac('sha256', this.#secret).update(`${role}\n${this.#cluster}\n\n${acceptor}\n`); // no node of ours
    return hmac.update(this.#nonce).update(acceptorNonce).digest();
  }

  // Control: each sequence is handled once and acknowledged
  #onControl(control) {
    const sequence = Number(control.sequence);
    if (sequence === this.#handled + 1) {
      this.#handled = sequence;
      if (control.body === 'terminated') this.#onTerminated(control.terminated);
      if (control.body === 'refused') console.error(`refused: ${control.refused.reason}: ${control.refused.detail}`);
    }
    this.#call.write({ control_ack: { sequence: this.#handled } });
  }

  #onTerminated({ target }) {
    this.#watches.get(target.path)?.resolve(target);
    this.#watches.delete(target.path);
  }

  // Messages: targets and types are named once per stream, then numbered
  #send(path, type, message, ask = 0) {
    if (this.#ended) throw this.#ended;
    const payload = encode(message); // first: if it cannot be, nothing has been numbered
    const batch = { targets: [], types: [], envelopes: [] };
    if (this.#targets.size === this.#maxTableEntries || this.#types.size === this.#maxTableEntries) {
      batch.reset_tables = true;
      this.#targets.clear();
      this.#types.clear();
    }
    const target = numberOf(this.#targets, path, (id) => batch.targets.push({ id, path }));
    const typeId = numberOf(this.#types, type, (id) => batch.types.push({ id, name: type }));
    batch.envelopes.push({ target, type: typeId, payload, ask });
    this.#call.write({ batch });
  }

  #onBatch({ reset_tables, types = [], envelopes = [] }) {
    if (reset_tables) this.#namesOfTypes.clear();
    for (const { id, name } of types) this.#namesOfTypes.set(id, name);
    for (const { reply, type, payload, failure } of envelopes) {
      if (!Number(reply ?? 0)) continue; // we have no actors that could be told anything
      this.#answer(Number(reply), (ask) => {
        if (failure && failure !== 'ASK_FAILURE_NONE') ask.reject(new Error(`not answered: ${failure}`));
        else ask.resolve(this.#read(type, payload));
      });
    }
  }

  /** What cannot be read fails its own ask. */
  #read(type, payload) {
    try {
      return { type: this.#namesOfTypes.get(type), message: decode(payload) };
    } catch (error) {
      return Promise.reject(error);
    }
  }

  #answer(number, how) {
    const ask = this.#asks.get(number);
    if (!ask) return; // too late
    this.#asks.delete(number);
    clearTimeout(ask.timer);
    how(ask);
  }

  #end(error) {
    if (this.#ended) return;
    this.#ended = error;
    this.#opened.reject(error); // no effect if it had been opened
    for (const number of [...this.#asks.keys()]) this.#answer(number, (ask) => ask.reject(error));
    for (const watch of this.#watches.values()) watch.reject(error);
    this.#watches.clear();
    this.#call.end();
    this.#stub.close(); // what is under way still goes out
  }
}

function numberOf(table, text, define) {
  let id = table.get(text);
  if (id === undefined) {
    table.set(text, (id = table.size + 1));
    define(id);
  }
  return id;
}

module.exports = { Client, grpc };
