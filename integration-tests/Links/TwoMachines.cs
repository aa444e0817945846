namespace Actors.IntegrationTests;

/// <summary>
/// Two nodes on machines of their own, joined by one cable, that send each other numbered messages of both kinds all the
/// time: told, and delivered reliably.
/// </summary>
internal sealed class TwoMachines : IAsyncDisposable
{
    private const string AddressOfA = "10.77.0.1", AddressOfB = "10.77.0.2";
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(5); // what is promised; not the patience of a test

    private TwoMachines(TrafficPeer a, TrafficPeer b) => (A, B) = (a, b);

    internal TrafficPeer A { get; }

    internal TrafficPeer B { get; }

    /// <summary>Returns when both kinds flow both ways.</summary>
    internal static async Task<TwoMachines> StartAsync(string? delayFile = null)
    {
        var a = await NetworkNamespace.CreateAsync();
        var b = await NetworkNamespace.CreateAsync();
        var both = new TwoMachines(new TrafficPeer(a, AddressOfA), new TrafficPeer(b, AddressOfB));
        try
        {
            await NetworkNamespace.JoinAsync(a, AddressOfA, b, AddressOfB);
            await both.A.StartAsync("node a", AddressOfB, delayFile);
            await both.B.StartAsync("node b", AddressOfA, delayFile);
            await both.FlowAsync("at the start", Limits.Ready);
            return both;
        }
        catch
        {
            await both.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both nodes have noticed that the link has ended.</summary>
    internal Task NoticedAsync() => UntilAsync("both nodes to see the link end", () => A.State.Disconnected > 0 && B.State.Disconnected > 0, Limits.Ready);

    /// <summary>Mends the network; what both nodes send from then on must arrive within what is promised.</summary>
    internal async Task HealAsync(Func<Task> heal)
    {
        await heal();
        await FlowAsync("after healing", RecoveryLimit);
    }

    /// <summary>Something that is sent from now on arrives, of both kinds and both ways.</summary>
    internal Task FlowAsync(string when, TimeSpan limit)
    {
        var (a, b) = (A.State, B.State);
        return UntilAsync($"both kinds of traffic to flow both ways {when}", () => IsBeyond(B.State, a) && IsBeyond(A.State, b), limit);
    }

    /// <summary>All is quiet: nothing that was to be delivered is missing or came twice, nothing that was told came twice or late.</summary>
    internal async Task FinishAsync()
    {
        A.SendNoMore();
        B.SendNoMore();
        await UntilAsync("all orders to be confirmed", () => A.State.IsDrained && B.State.IsDrained, Limits.Ready);
        await UntilAsync("the last step to arrive", () => A.State.LastStep == B.State.StepsSent && B.State.LastStep == A.State.StepsSent, Limits.Ready);
        Judge(A.State, of: B.State);
        Judge(B.State, of: A.State);
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
    }

    private static bool IsBeyond(TrafficState now, TrafficState sent) => now.LastStep > sent.StepsSent && now.LastOrder > sent.OrdersSent;

    private void Judge(TrafficState state, TrafficState of)
    {
        string story = $"{A.Story}{Environment.NewLine}{B.Story}";
        Assert.True(state is { StepsBackward: 0, OrdersWrong: 0 }, story);
        Assert.True(state.LastOrder == of.OrdersSent, story);
        Assert.True(state.StepGaps < state.Connected, story); // nothing is missing but where one link ended and the next began
    }

    private Task UntilAsync(string awaited, Func<bool> condition, TimeSpan limit) =>
        Poll.UntilAsync(awaited, _ => Task.FromResult(condition()), limit, () => Task.FromResult($"{A.Story}{Environment.NewLine}{B.Story}"));
}
