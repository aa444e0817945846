using System.Security.Cryptography.X509Certificates;
using Actors.Remote;
using Actors.Remote.Tests;
using WordCount;

namespace Actors.IntegrationTests;

/// <summary>
/// The smoke set against nodes that were trimmed and compiled ahead: what trimming took away by mistake fails here, at run time.
/// </summary>
public sealed class LeanNodeTests : IDisposable
{
    private const string Cluster = "lean";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("actors-lean-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task PublishedNodes_ToldAskedWatchedAndCounted_DoAsBuiltOnesDo()
    {
        string program = await LeanProgram.FindAsync();
        var settings = new NodeSettings { Cluster = Cluster, Host = "localhost" };
        await using var first = await StartNodeAsync(program, settings);
        await using var second = await StartNodeAsync(program, settings with { Port = FreePorts.Take(), HealthPort = FreePorts.Take() });

        // the program's own client, in the same form
        CommandRun count = await CommandRun.RunAsync(program, ["count", Path.Combine(BuiltProgram.RepositoryRoot, "README.md")], Environment(settings), limit: Limits.Compose);
        Assert.True(count.ExitCode == 0, count.Text);
        Assert.Contains("equals a plain count", count.Text, StringComparison.Ordinal);
        CommandRun health = await CommandRun.RunAsync(program, ["health"], Environment(settings));
        Assert.True(health.ExitCode == 0, health.Text);

        // a node that is no member, untrimmed
        await using var system = ActorSystem.Create("tests");
        await RemoteNode.StartAsync(system, new RemoteOptions { Cluster = Cluster, Secret = settings.Secret, Messages = [WordCountMessages.Manifest], GiveUpAfter = TimeSpan.FromSeconds(1), HandshakeTimeout = Patience, PingTimeout = Patience, Transport = new() { ConnectTimeout = Patience, TcpTimeout = Patience } });
        var splitter = system.Resolve<Line>($"actors://wordcount@localhost:{settings.Port}/user/splitter");
        var terminated = ActorSystem.WhenTerminated(splitter);
        splitter.Tell(new Line("job", "to be or not to be", null));
        var finished = await splitter.Ask<Line, Finished>(replyTo => new Line("job", "", replyTo), Patience);
        Assert.Equal(6, finished.Words);
        Assert.Equal(["be", "not", "or", "to"], finished.Distinct.Order(StringComparer.Ordinal));
        Assert.False(terminated.IsCompleted);
        Assert.Equal(0, await first.StopAsync());
        await terminated.WaitAsync(Patience);
        Assert.Equal(0, system.DeadLetters.Total);
    }

    /// <summary>Certificates are read, shown and checked by code that reflects much: over TLS the nodes count too, and take whom they should.</summary>
    [Fact]
    public async Task PublishedNodes_OverTls_CountAndTakeWhomTheyShould()
    {
        string program = await LeanProgram.FindAsync();
        using var authority = new TestAuthority("lean");
        using var elsewhere = new TestAuthority("another");
        var settings = new NodeSettings { Cluster = $"{Cluster}-tls", Host = "localhost" };
        var files = WriteCertificate(authority.Issue("localhost"), authority.Root);
        await using var first = await StartNodeAsync(program, settings, files); // mutual
        var lenient = settings with { Port = FreePorts.Take(), HealthPort = FreePorts.Take() };
        await using var second = await StartNodeAsync(program, lenient, new(files) { ["ACTORS_REQUIRE_PEER_CERTIFICATE"] = "0" });

        // between the trimmed nodes, and to the program's own client
        CommandRun count = await CommandRun.RunAsync(program, ["count", Path.Combine(BuiltProgram.RepositoryRoot, "README.md")], Environment(settings, files), limit: Limits.Compose);
        Assert.True(count.ExitCode == 0, count.Text);
        Assert.Contains("equals a plain count", count.Text, StringComparison.Ordinal);

        // one certificate that is good, one of another authority that trusts this one: only who asks for none takes it
        Assert.Equal(2, await CountAsync(settings, new TestCertificates(authority.Issue("localhost"), authority.Root)));
        Assert.Equal(2, await CountAsync(lenient, new TestCertificates(elsewhere.Issue("localhost"), authority.Root)));
        var refused = await Assert.ThrowsAsync<LinkException>(() => CountAsync(settings, new TestCertificates(elsewhere.Issue("localhost"), authority.Root)));
        Assert.Contains($"localhost:{settings.Port}", refused.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<LinkException>(() => CountAsync(lenient, certificates: null));
    }

    /// <summary>By a client that is untrimmed.</summary>
    private static async Task<int> CountAsync(NodeSettings settings, INodeCertificates? certificates)
    {
        await using var system = ActorSystem.Create("tests");
        var options = new RemoteOptions
        {
            Cluster = settings.Cluster,
            Secret = settings.Secret,
            Messages = [WordCountMessages.Manifest],
            Tls = certificates is null ? null : new RemoteTls { Certificates = certificates },
        };
        await using var client = await RemoteClient.ConnectAsync(system, [$"localhost:{settings.Port}"], options);
        var splitter = client.Resolve<Line>("/user/splitter");
        string job = $"job {settings.Port}";
        splitter.Tell(new Line(job, "twice twice", null));
        return (int)(await splitter.Ask<Line, Finished>(replyTo => new Line(job, "", replyTo), Patience)).Words;
    }

    private Dictionary<string, string> WriteCertificate(X509Certificate2 certificate, X509Certificate2 authority)
    {
        string Write(string name, string text)
        {
            string path = Path.Combine(_folder.FullName, name);
            File.WriteAllText(path, text);
            return path;
        }

        using var key = certificate.GetECDsaPrivateKey()!;
        return new()
        {
            ["ACTORS_CERTIFICATE"] = Write("node.pem", certificate.ExportCertificatePem()),
            ["ACTORS_KEY"] = Write("node.key", key.ExportPkcs8PrivateKeyPem()),
            ["ACTORS_AUTHORITIES"] = Write("authorities.pem", authority.ExportCertificatePem()),
        };
    }

    private async Task<NodeProcess> StartNodeAsync(string program, NodeSettings settings, Dictionary<string, string>? tls = null)
    {
        var node = NodeProcess.StartProgram($"lean node {settings.Port}", program, ["node"], Environment(settings, tls));
        await node.Output.WaitForAsync("^ready: ");
        return node;
    }

    private Dictionary<string, string> Environment(NodeSettings settings, Dictionary<string, string>? tls = null) =>
        new(settings.ToEnvironment().Concat(tls ?? [])) { ["ACTORS_DIRECTORY"] = _folder.FullName };
}
