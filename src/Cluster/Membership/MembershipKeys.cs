namespace Actors.Cluster;

/// <summary>
/// The keys of a cluster, all under <c>actors/&lt;cluster&gt;/</c>:
/// <c>meta</c>, <c>universe/&lt;id&gt;</c> (exists while that universe is the current one: every transaction checks it, so that
/// nothing meant for a lost universe lands in the next), <c>epoch</c>, <c>members/&lt;node&gt;</c>, <c>shards/&lt;first&gt;</c> (32 shards in a
/// row, so that one transaction of 64 operations can move all 1,024), <c>names/&lt;path&gt;</c>.
/// </summary>
internal sealed class MembershipKeys(string cluster)
{
    internal const int ShardsPerRow = 32;

    internal string Prefix { get; } = $"actors/{cluster}/";

    internal string Meta { get; } = $"actors/{cluster}/meta";

    internal string Epoch { get; } = $"actors/{cluster}/epoch";

    internal string Members { get; } = $"actors/{cluster}/members/";

    internal string Shards { get; } = $"actors/{cluster}/shards/";

    internal string Names { get; } = $"actors/{cluster}/names";

    internal string Universe(string id) => $"{Prefix}universe/{id}";

    internal string Member(string node) => Members + node;

    internal string ShardRow(int row) => FormattableString.Invariant($"{Shards}{row * ShardsPerRow:D4}");

    internal string Name(string path) => Names + path;
}
