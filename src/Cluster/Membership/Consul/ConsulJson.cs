using System.Text.Json.Serialization;

namespace Actors.Cluster;

// The parts of Consul's HTTP API (v1) that are used here. Consul writes property names in Pascal case.
// https://developer.hashicorp.com/consul/api-docs/kv, .../txn, .../agent/service, .../agent/check

internal sealed record ConsulKeyValue(string Key, byte[]? Value, ulong ModifyIndex);

internal sealed record ConsulTxnOperation([property: JsonPropertyName("KV")] ConsulTxnKeyValue KeyValue);

internal sealed record ConsulTxnKeyValue(string Verb, string Key, byte[]? Value, ulong? Index);

internal sealed record ConsulTxnResponse(ConsulTxnEntry[]? Results, ConsulTxnError[]? Errors);

internal sealed record ConsulTxnEntry([property: JsonPropertyName("KV")] ConsulKeyValue? KeyValue);

internal sealed record ConsulTxnError(int OpIndex, string What);

internal sealed record ConsulService(
    [property: JsonPropertyName("ID")] string Id,
    string Name,
    string Address,
    int Port,
    Dictionary<string, string> Meta,
    ConsulCheck Check);

internal sealed record ConsulCheck(
    [property: JsonPropertyName("CheckID")] string CheckId,
    [property: JsonPropertyName("TTL")] string TimeToLive,
    string Status,
    string DeregisterCriticalServiceAfter);

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ConsulKeyValue[]))]
[JsonSerializable(typeof(ConsulTxnOperation[]))]
[JsonSerializable(typeof(ConsulTxnResponse))]
[JsonSerializable(typeof(ConsulService))]
internal sealed partial class ConsulJson : JsonSerializerContext;
