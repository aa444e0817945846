// node main.js HOST:PORT tell|ask|watch PATH [TYPE MESSAGE]; see README.md.
'use strict';

const fs = require('node:fs');
const { Client, grpc } = require('./client');

const [address, command, path, type, json] = process.argv.slice(2);
const { ACTORS_SECRET: secret, ACTORS_CLUSTER: cluster, ACTORS_CA: authority } = process.env;

/** The message's members, with the ask's number in place of "$ask". */
const members = (number) => JSON.parse(json, (key, value) => (value === '$ask' ? number : value));

const commands = {
  async tell(client) {
    client.tell(path, type, members(null));
    return `told ${path}`;
  },
  async ask(client) {
    const { type: id, message } = await client.ask(path, type, members);
    return `${id} ${JSON.stringify(message)}`;
  },
  async watch(client) {
    const ended = client.watch(path);
    console.log(`watching ${path}`);
    await ended;
    return `Terminated ${path}`;
  },
};

async function main() {
  if (!(command in commands) || !path || (command !== 'watch' && !json) || !secret) {
    throw new Error('usage: ACTORS_SECRET=... node main.js HOST:PORT tell|ask|watch PATH [TYPE MESSAGE-AS-JSON]');
  }
  const credentials = authority && grpc.credentials.createSsl(fs.readFileSync(authority));
  const client = await Client.connect(address, { secret, cluster, credentials });
  try {
    console.log(await commands[command](client));
  } finally {
    client.close();
  }
}

main().catch((error) => {
  console.error(error.message);
  process.exitCode = 1;
});
