using Actors.IntegrationTests.ClusterPeer;

namespace Actors.IntegrationTests;

/// <summary>One member process of a <see cref="TestCluster"/>.</summary>
internal sealed record TestMember(NodeProcess Process, NodeSettings Settings, string Journal)
{
    /// <summary>Its place, without an incarnation.</summary>
    public string Endpoint => $"member@{Settings.Host}:{Settings.Port}";

    public ActorRef<T> Pinned<T>(ActorSystem system, string name) => system.Resolve<T>($"actors://{Endpoint}/user/{name}");

    /// <summary>Any member takes a message for any virtual actor and forwards it to the owner.</summary>
    public ActorRef<Probe> Probe(ActorSystem system, int key) => system.Resolve<Probe>($"actors://{Endpoint}/cluster/probe/key-{key}");
}
