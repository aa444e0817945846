using System.Globalization;

namespace Actors.IntegrationTests;

/// <summary>What a node of LinkPeer says about itself; see its TrafficCounts.</summary>
/// <param name="StepsSent">Told, at most once.</param>
/// <param name="OrdersSent">Accepted by the reliable producer.</param>
/// <param name="LastStep">The highest that has come.</param>
/// <param name="StepGaps">How often some were missing.</param>
/// <param name="StepsBackward">Steps that came twice or too late.</param>
/// <param name="LastOrder">The one that came last.</param>
/// <param name="OrdersWrong">Orders that did not follow the one before.</param>
/// <param name="Connected">Links that have begun.</param>
/// <param name="Disconnected">Links that have ended.</param>
/// <param name="DeadLetters">What the node itself knows not to arrive.</param>
/// <param name="IsDrained">It sends no more, and all orders have been confirmed.</param>
internal sealed record TrafficState(
    long StepsSent, long OrdersSent, long LastStep, long StepGaps, long StepsBackward, long LastOrder, long OrdersWrong, long Connected, long Disconnected, long DeadLetters, bool IsDrained)
{
    internal static TrafficState? TryRead(string line)
    {
        if (!line.StartsWith("state ", StringComparison.Ordinal)) return null;
        long[] n = [.. line.Split(' ').Skip(1).Select(static number => long.Parse(number, CultureInfo.InvariantCulture))];
        return new TrafficState(n[0], n[1], n[2], n[3], n[4], n[5], n[6], n[7], n[8], n[9], n[10] == 1);
    }
}
