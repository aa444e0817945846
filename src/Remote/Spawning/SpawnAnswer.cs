using Actors.Remote.Proto;

namespace Actors.Remote;

/// <summary>What became of a spawn on the node that was to do it.</summary>
internal readonly record struct SpawnAnswer(Cell? Actor, SpawnRefusal Refusal, string Detail)
{
    internal static SpawnAnswer Refused(SpawnRefusal refusal, string detail) => new(null, refusal, detail);
}
