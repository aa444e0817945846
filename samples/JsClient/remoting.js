// The service of proto/remote.proto as @grpc/proto-loader reads it: nothing here knows the .NET code.
'use strict';

const path = require('node:path');
const grpc = require('@grpc/grpc-js');
const protoLoader = require('@grpc/proto-loader');

const definition = protoLoader.loadSync(path.join(__dirname, '..', '..', 'proto', 'remote.proto'), {
  keepCase: true,
  longs: String,
  enums: String,
  oneofs: true,
});
const Remoting = grpc.loadPackageDefinition(definition).actors.remote.v1.Remoting;

exports.grpc = grpc;
exports.service = Remoting.service;
exports.connect = (address, credentials = grpc.credentials.createInsecure()) => new Remoting(address, credentials);
