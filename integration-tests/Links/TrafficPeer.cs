using System.Globalization;

namespace Actors.IntegrationTests;

/// <summary>A node of LinkPeer on a machine of its own, perhaps with a relay before it.</summary>
internal sealed class TrafficPeer : IAsyncDisposable
{
    private const int Port = 4800, BehindRelay = 4801;
    private const string Secret = "secret of two machines";

    private readonly string _address;
    private NodeProcess? _relay;
    private NodeProcess? _node;

    internal TrafficPeer(NetworkNamespace machine, string address) => (Machine, _address) = (machine, address);

    internal NetworkNamespace Machine { get; }

    internal async Task StartAsync(string name, string peerAddress, string? delayFile)
    {
        string program = BuiltProgram.Find("integration-tests/Programs/LinkPeer", "LinkPeer");
        if (delayFile is not null)
        {
            _relay = Machine.Start($"the relay of {name}", program, ["relay", _address, Text(Port), Text(BehindRelay), delayFile]);
            await _relay.Output.WaitForAsync("^ready$");
        }

        string[] arguments = ["node", _address, Text(delayFile is null ? Port : BehindRelay), Text(Port), peerAddress, Text(Port), Secret];
        _node = Machine.Start(name, program, arguments);
    }

    /// <summary>What it said last.</summary>
    internal TrafficState State => _node!.Output.Snapshot().Reverse().Select(TrafficState.TryRead).FirstOrDefault(static state => state is not null)
        ?? new TrafficState(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, false);

    /// <summary>For an error message.</summary>
    internal string Story => string.Join(
        Environment.NewLine,
        _node!.Output.Snapshot().Where(static line => !line.StartsWith("state ", StringComparison.Ordinal)).Take(100).Append(State.ToString()));

    internal void SendNoMore() => _node!.Signal(UnixSignal.Terminate);

    public async ValueTask DisposeAsync()
    {
        if (_node is not null) await _node.DisposeAsync();
        if (_relay is not null) await _relay.DisposeAsync();
        await Machine.DisposeAsync();
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
