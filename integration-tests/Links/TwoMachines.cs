namespace Actors.IntegrationTests;

/// <summary>
/// Two nodes on machines of their own, joined by one cable, that send each other numbered messages of both kinds all the
/// time: told, and delivered reliably.
/// </summary>
internal sealed class TwoMachines : IAsyncDisposable
{
    private const string AddressOfA = "10.77.0.1", AddressOfB = "10.77.0.2";
    private const int StepsPerSecond = 500;
    private const int RecoverySeconds = 5; // what is promised; not the patience of a test

    private readonly string? _delayFile;

    private TwoMachines(TrafficPeer a, TrafficPeer b, string? delayFile) => (A, B, _delayFile) = (a, b, delayFile);

    internal TrafficPeer A { get; }

    internal TrafficPeer B { get; }

    /// <summary>Returns when both kinds flow both ways.</summary>
    internal static async Task<TwoMachines> StartAsync(bool mayBeDelayed = false)
    {
        var a = await NetworkNamespace.CreateAsync();
        var b = await NetworkNamespace.CreateAsync();
        await NetworkNamespace.JoinAsync(a, AddressOfA, b, AddressOfB);
        bool needsRelays = mayBeDelayed && !await a.TryShapeAsync("delay", "0ms");
        var both = new TwoMachines(new TrafficPeer(a, AddressOfA), new TrafficPeer(b, AddressOfB), needsRelays ? Path.Combine(Path.GetTempPath(), $"{a.Name}-delay") : null);
        try
        {
            await both.A.StartAsync("node a", AddressOfB, both._delayFile);
            await both.B.StartAsync("node b", AddressOfA, both._delayFile);
            await both.FlowAsync("at the start");
            return both;
        }
        catch
        {
            await both.DisposeAsync();
            throw;
        }
    }

    /// <summary>Both nodes have noticed that the link has ended.</summary>
    internal Task NoticedAsync() => UntilAsync("both nodes to see the link end", () => A.State.Disconnected > 0 && B.State.Disconnected > 0);

    /// <summary>Until the nodes have sent about so much more, whether it arrives or not.</summary>
    internal Task GoOnAsync(double seconds)
    {
        var (a, b) = (A.State.StepsSent, B.State.StepsSent);
        long more = (long)(seconds * StepsPerSecond);
        return UntilAsync("both nodes to send on", () => A.State.StepsSent >= a + more && B.State.StepsSent >= b + more);
    }

    /// <summary>What happens to packets that arrive at either machine.</summary>
    internal Task OnArrivalAsync(params string[] rule) => Task.WhenAll(A.Machine.OnArrivalAsync(rule), B.Machine.OnArrivalAsync(rule));

    /// <summary>All arrives again.</summary>
    internal Task MendAsync() => Task.WhenAll(A.Machine.HealAsync(), B.Machine.HealAsync());

    /// <summary>False if the kernel cannot do that here.</summary>
    internal async Task<bool> TryShapeAsync(params string[] how) => await A.Machine.TryShapeAsync(how) && await B.Machine.TryShapeAsync(how);

    internal Task UnshapeAsync() => Task.WhenAll(A.Machine.UnshapeAsync(), B.Machine.UnshapeAsync());

    /// <summary>All arrives 100 ms later, by the kernel where it can do that, else by relays.</summary>
    internal async Task DelayAsync()
    {
        if (_delayFile is not null) await File.WriteAllTextAsync(_delayFile, "");
        else Assert.True(await TryShapeAsync("delay", "100ms"));
    }

    internal Task UndelayAsync()
    {
        if (_delayFile is null) return UnshapeAsync();
        File.Delete(_delayFile);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Mends the network; what both nodes send from then on must arrive within what is promised. The seconds are those in
    /// which both nodes ran, by what they sent meanwhile: on a machine that has stood still nothing could arrive either.
    /// </summary>
    internal async Task HealAsync(Func<Task>? heal = null)
    {
        await (heal ?? MendAsync)();
        string healed = $"{DateTime.Now:HH:mm:ss.fff}";
        var (a, b) = (A.State, B.State);
        await UntilAsync("both kinds of traffic to flow both ways after healing", () =>
        {
            var (nowA, nowB) = (A.State, B.State);
            if (IsBeyond(nowB, a) && IsBeyond(nowA, b)) return true;
            bool isOver = Math.Min(nowA.StepsSent - a.StepsSent, nowB.StepsSent - b.StepsSent) > RecoverySeconds * StepsPerSecond;
            Assert.False(isOver, $"not both kinds of traffic flow both ways {RecoverySeconds} s after healing at {healed}{Environment.NewLine}{Story}");
            return false;
        });
    }

    /// <summary>Something that is sent from now on arrives, of both kinds and both ways.</summary>
    internal Task FlowAsync(string when)
    {
        var (a, b) = (A.State, B.State);
        return UntilAsync($"both kinds of traffic to flow both ways {when}", () => IsBeyond(B.State, a) && IsBeyond(A.State, b));
    }

    /// <summary>All is quiet: nothing that was to be delivered is missing or came twice, nothing that was told came twice or late.</summary>
    internal async Task FinishAsync()
    {
        A.SendNoMore();
        B.SendNoMore();
        await UntilAsync("all orders to be confirmed", () => A.State.IsDrained && B.State.IsDrained);
        await UntilAsync("the last step to arrive", () => A.State.LastStep == B.State.StepsSent && B.State.LastStep == A.State.StepsSent);
        Judge(A.State, of: B.State);
        Judge(B.State, of: A.State);
    }

    public async ValueTask DisposeAsync()
    {
        await A.DisposeAsync();
        await B.DisposeAsync();
        if (_delayFile is not null) File.Delete(_delayFile);
    }

    private static bool IsBeyond(TrafficState now, TrafficState sent) => now.LastStep > sent.StepsSent && now.LastOrder > sent.OrdersSent;

    private string Story => $"{A.Story}{Environment.NewLine}{B.Story}";

    private void Judge(TrafficState state, TrafficState of)
    {
        Assert.True(state is { StepsBackward: 0, OrdersWrong: 0 }, Story);
        Assert.True(state.LastOrder == of.OrdersSent, Story);
        Assert.True(state.StepGaps < state.Connected, Story); // nothing is missing but where one link ended and the next began
    }

    private Task UntilAsync(string awaited, Func<bool> condition) =>
        Poll.UntilAsync(awaited, _ => Task.FromResult(condition()), Limits.Ready, () => Task.FromResult(Story));
}
