namespace Actors.IntegrationTests;

/// <summary>A network stack of its own, as another machine has it; gone with all in it when disposed.</summary>
internal sealed class NetworkNamespace : IAsyncDisposable
{
    /// <summary>Then follow the process that made it, and its number there.</summary>
    public const string Prefix = "actors-";

    private static int s_made;

    private NetworkNamespace(string name) => Name = name;

    /// <summary>What <c>ip netns</c> calls it.</summary>
    public string Name { get; }

    public static async Task<NetworkNamespace> CreateAsync()
    {
        var created = new NetworkNamespace($"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref s_made)}");
        await IpAsync("netns", "add", created.Name);
        return created;
    }

    /// <summary>Deletes those of test processes that are gone: of one that was killed, for example.</summary>
    public static async Task DeleteAbandonedAsync()
    {
        foreach (string line in (await IpAsync("netns", "list")).Lines)
        {
            string name = line.Split(' ')[0];
            if (name.StartsWith(Prefix, StringComparison.Ordinal) && int.TryParse(name[Prefix.Length..].Split('-')[0], out int maker) && !Directory.Exists($"/proc/{maker}"))
                await CommandRun.RunAsync("ip", ["netns", "delete", name]); // another run may have been quicker
        }
    }

    /// <summary>Joins two of them by a cable.</summary>
    public static async Task JoinAsync(NetworkNamespace a, string addressOfA, NetworkNamespace b, string addressOfB)
    {
        await IpAsync("-n", a.Name, "link", "add", "cable", "type", "veth", "peer", "name", "cable", "netns", b.Name);
        foreach (var (end, address) in new[] { (a, addressOfA), (b, addressOfB) })
        {
            await IpAsync("-n", end.Name, "address", "add", $"{address}/24", "dev", "cable");
            await IpAsync("-n", end.Name, "link", "set", "lo", "up");
            await IpAsync("-n", end.Name, "link", "set", "cable", "up");
        }
    }

    /// <summary>Plugs the cable in or out at this end; the other sees it too.</summary>
    public Task SetCableAsync(bool up) => IpAsync("-n", Name, "link", "set", "cable", up ? "up" : "down");

    /// <summary>What happens to packets that arrive by the cable, before what was set earlier.</summary>
    public Task OnArrivalAsync(params string[] rule) => ExecAsync(["iptables", "-w", "-I", "INPUT", "-i", "cable", .. rule]);

    /// <summary>All arrives again.</summary>
    public Task HealAsync() => ExecAsync("iptables", "-w", "-F", "INPUT");

    /// <summary>Takes one rule away again.</summary>
    public Task NoMoreAsync(params string[] rule) => ExecAsync(["iptables", "-w", "-D", "INPUT", "-i", "cable", .. rule]);

    /// <summary>Whether the kernel can shape what leaves by the cable. If so, it does from now on.</summary>
    public async Task<bool> TryShapeAsync(params string[] how) =>
        (await CommandRun.RunAsync("ip", ["netns", "exec", Name, "tc", "qdisc", "replace", "dev", "cable", "root", "netem", .. how])).ExitCode == 0;

    /// <summary>No shaping any more.</summary>
    public Task UnshapeAsync() => ExecAsync("tc", "qdisc", "delete", "dev", "cable", "root");

    /// <summary>The ports of the TCP connections that stand, here and at the other end.</summary>
    public async Task<IReadOnlyList<(string Own, string Other)>> FindConnectionsAsync() =>
        [.. (await ExecAsync("ss", "--tcp", "--numeric", "--no-header", "state", "established")).Lines
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            .Where(static columns => columns.Length >= 4)
            .Select(static columns => (Own: columns[2][(columns[2].LastIndexOf(':') + 1)..], Other: columns[3][(columns[3].LastIndexOf(':') + 1)..]))
            .Order()];

    /// <summary>A .NET program on that machine.</summary>
    public NodeProcess Start(string name, string assembly, IEnumerable<string> arguments) =>
        NodeProcess.StartProgram(name, "ip", ["netns", "exec", Name, "dotnet", assembly, .. arguments]);

    public async ValueTask DisposeAsync() => await CommandRun.RunAsync("ip", ["netns", "delete", Name]);

    private Task<CommandRun> ExecAsync(params string[] command) => IpAsync(["netns", "exec", Name, .. command]);

    private static async Task<CommandRun> IpAsync(params string[] arguments) =>
        (await CommandRun.RunAsync("ip", arguments)).Succeeded($"ip {string.Join(' ', arguments)}");
}
