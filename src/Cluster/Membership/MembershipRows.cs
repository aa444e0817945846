using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Actors.Cluster;

// What the keys hold, as JSON. Every value has a nonce of its own: Consul takes a rewrite of an identical value for no
// change, so that two compare-and-sets of it would both succeed.

/// <summary>The cluster's life and what its members agreed on.</summary>
internal sealed record MetaRow(string Universe, string Settings, UniversePhase Phase, string[] SeedMembers, string Nonce = "");

/// <summary>Grows by every change but confirmations and votes; a transaction compares it, so that it is decided upon exactly the state it changes.</summary>
internal sealed record EpochRow(ulong Epoch, string Nonce = "");

/// <summary>One node. Confirmations and votes change it without a new epoch.</summary>
internal sealed record MemberRow(
    string Node,
    string System,
    string Host,
    int Port,
    ulong Incarnation,
    string Instance,
    MemberState State,
    ulong Confirms,
    string[] Votes,
    string Nonce = "")
{
    [JsonIgnore]
    internal MemberId Id => new(Node, Incarnation);

    [JsonIgnore]
    internal bool IsAlive => State is MemberState.Joining or MemberState.Active or MemberState.Leaving;

    [JsonIgnore]
    internal NodeAddress Address => new(System, Host, Port, Incarnation);
}

/// <summary>
/// 32 shards from <see cref="First"/> on: the owner of each as a position in <see cref="Owners"/> (-1: nobody), its fencing token, and
/// for those restored after a loss of the store the token that the owner remembered (0 for others; no array: all 0).
/// </summary>
internal sealed record ShardRow(int First, string[] Owners, int[] Owner, ulong[] Tokens, ulong[]? Remembered = null, string Nonce = "");

/// <summary>One shard as written: the owner may be dead.</summary>
internal readonly record struct ShardEntry(MemberId? Owner, ulong Token, ulong Remembered = 0);

/// <summary>A cluster-wide name.</summary>
internal sealed record NameRow(string Path, string Owner, string Nonce = "");

[JsonSourceGenerationOptions(UseStringEnumConverter = true, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(MetaRow))]
[JsonSerializable(typeof(EpochRow))]
[JsonSerializable(typeof(MemberRow))]
[JsonSerializable(typeof(ShardRow))]
[JsonSerializable(typeof(NameRow))]
internal sealed partial class RowJson : JsonSerializerContext
{
    internal static byte[] Write<T>(T row, JsonTypeInfo<T> type) => JsonSerializer.SerializeToUtf8Bytes(row, type);

    /// <exception cref="MembershipException">The value is not such a row.</exception>
    internal static T Read<T>(StoreEntry entry, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(entry.Value.Span, type) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MembershipException($"The store's key '{entry.Key}' holds no valid {typeof(T).Name} ({e.Message}); was it written by another program?", e);
        }
    }
}
