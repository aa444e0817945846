// The service of proto/remote.proto as @grpc/proto-loader reads it: nothing here knows our code.
'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const protoFolder = path.join(__dirname, '..', '..', '..', 'proto');

const definition = protoLoader.loadSync(path.join(protoFolder, 'remote.proto'), {
  keepCase: true,
  longs: String,
  enums: String,
  oneofs: true,
});

exports.grpc = grpc;
exports.connect = (address) =>
  new (grpc.loadPackageDefinition(definition).actors.remote.v1.Remoting)(address, grpc.credentials.createInsecure());
